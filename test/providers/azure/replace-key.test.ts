import { inspect } from "node:util";
import { build, connectionPath, finish, readKey, startWiredWorld, towardsGoogle } from "./azure-vpn.ts";
import { writesOf } from "./azure-world.ts";

let world: Awaited<ReturnType<typeof startWiredWorld>>;
beforeEach(async () => {
  world = await startWiredWorld();
});
afterEach(() => world.lab.stop());

const end = towardsGoogle();
const newKey = async (secret: string) => `N${await readKey(secret)}`.slice(0, 48);

async function keyOf(index: number): Promise<unknown> {
  const { body } = await world.lab.call("GET", `${connectionPath(end, index)}/sharedkey`);
  return body;
}

describe("providers/azure/replace-key", () => {
  it("given a connection, then it alone gets the new key, by one write", async () => {
    const { provider } = world;
    await build(world, end);
    const before = await keyOf(0);
    let begun = false;
    const writes = await writesOf(world, () =>
      finish(world, async () => {
        const progress = await provider.replaceKey(end, 1, { readKey: newKey, begun });
        begun = progress.begun;
        return progress;
      }),
    );
    expect(writes).toEqual([expect.stringMatching(/connections\/sharedKey\/write/)]);
    expect(await keyOf(1)).toEqual({ value: await newKey(end.tunnels[1]?.secret ?? "") });
    expect(await keyOf(0)).toEqual(before);
  });

  it("given a change under way, then it is waited for", async () => {
    const { provider } = world;
    await build(world, end);
    await provider.replaceKey(end, 0, { readKey: newKey, begun: false });
    const change = { readKey: newKey, begun: false };
    expect(await provider.replaceKey(end, 0, change)).toEqual({ done: false, wait: 10, begun: false });
  });

  it("given a key that Azure does not take, then what is thrown does not hold it", async () => {
    await build(world, end);
    const key = "a key with a line\nbreak in it, which no cloud takes";
    const refused = await world.provider
      .replaceKey(end, 0, { readKey: async () => key, begun: false })
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({ name: "Invalid" });
    expect(inspect(refused, { depth: 20, showHidden: true })).not.toContain("which no cloud takes");
  });

  it("given no such connection, then NotYetVisible", async () => {
    const change = { readKey: newKey, begun: false };
    await expect(world.provider.replaceKey(end, 0, change)).rejects.toMatchObject({ name: "NotYetVisible" });
  });
});
