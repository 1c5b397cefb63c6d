import type { KeyProgress, ReadKey } from "../../../providers/vpn.ts";
import {
  bringUp,
  build,
  near,
  readKey,
  sessionsOf,
  startVpnWorld,
  towardsAws,
  tunnelNames,
  type VpnWorld,
} from "./gcp-vpn.ts";
import { until } from "./gcp-world.ts";

let world: VpnWorld;
beforeEach(async () => {
  world = await startVpnWorld();
});
afterEach(() => world.lab.close());

const end = towardsAws();
const newKey: ReadKey = async (secret) => (await readKey(secret)).replace(/^Key|^./, "N");

/** Asks until it is done, as the step does, which writes down that it was begun. */
async function replace(index: number, forgets = false): Promise<KeyProgress> {
  let begun = false;
  for (let times = 0; times < 20; times++) {
    const progress = await until(world, () => world.provider.replaceKey(end, index, { readKey: newKey, begun }));
    if (progress.done) return progress;
    // Once, the answer that it was begun is lost.
    if (progress.begun && forgets) forgets = false;
    else begun = progress.begun;
    await world.settle();
  }
  throw new Error("still not done after 20 times");
}

async function endsThatAreUp(): Promise<readonly number[]> {
  const { ends } = await world.provider.readVpn(end);
  return ends.filter(({ bgp }) => bgp === "up").map(({ index }) => index);
}

describe("providers/gcp/replace-key", () => {
  it.each([
    { given: "a tunnel", forgets: false },
    { given: "a crash before it was written down that it was begun", forgets: true },
  ])("given $given, then it is made anew with its session and the new key, and the others stay up", async (row) => {
    await build(world, end);
    await bringUp(world, end);
    expect(await endsThatAreUp()).toEqual([0, 1, 2, 3]);
    expect(await replace(1, row.forgets)).toEqual({ done: true, wait: 0, begun: true });
    await world.lab.world.clock.advance(2 * 60_000);
    expect(await endsThatAreUp()).toEqual([0, 2, 3]);
    expect((await sessionsOf(world)).bgpPeers.toSorted()).toEqual(tunnelNames(end));

    const far = world.far.findIndex(({ id }) => id.endsWith("/1"));
    const before = world.far[far];
    if (before !== undefined) world.far[far] = { ...before, key: await newKey(end.tunnels[1]?.secret ?? "") };
    await world.lab.world.clock.advance(2 * 60_000);
    expect(await endsThatAreUp()).toEqual([0, 1, 2, 3]);
    expect((await world.provider.readVpn(end)).gateway?.network).toBe(near);
  });
});
