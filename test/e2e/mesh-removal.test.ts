import { DeployedWorld } from "../support/deployed-world.ts";
import { type AksNetwork, buildAks, buildGke, type GkeNetwork } from "../support/gke-and-aks.ts";

let world: DeployedWorld;

beforeAll(async () => {
  world = await DeployedWorld.start({ clouds: "all" });
}, 60_000);

afterAll(() => world.close());

type Wishes = Readonly<Record<string, string>>;
let block = 0;

function gke(name: string, side: 0 | 1, labels: Wishes): Promise<GkeNetwork> {
  block++;
  const ranges = { nodes: `10.${block}.0.0/20`, pods: `100.${64 + block}.0.0/16`, services: `10.${block}.16.0/20` };
  return buildGke(world.lab, side, { name, ...ranges, labels });
}

function aks(name: string, side: 0 | 1, tags: Wishes): Promise<AksNetwork> {
  block++;
  return buildAks(world.lab, side, { name, prefixes: [`10.${block}.0.0/16`], nodes: `10.${block}.0.0/20`, tags });
}

/** Names of the halves and rules of a network that say a connection's id. */
async function tracesIn({ tenant, id, name }: GkeNetwork | AksNetwork, connection: string): Promise<readonly string[]> {
  const halves: readonly { readonly name: string }[] = await tenant.peeringsOf(id);
  const rules: readonly { readonly name: string }[] =
    "subscription" in tenant ? await tenant.rulesOf(name) : await tenant.rulesOf(id);
  return [...halves, ...rules].map((one) => one.name).filter((one) => one.startsWith(connection));
}

describe("GKE networks that leave a mesh", () => {
  it("given three, when one leaves, then its two connections go and the third stays", async () => {
    const mesh = { mesh: "three" };
    const networks = [await gke("g-a", 0, mesh), await gke("g-b", 1, mesh), await gke("g-c", 0, mesh)];
    const [a, b, c] = networks as [GkeNetwork, GkeNetwork, GkeNetwork];
    await world.sweep();
    const gone = [world.connection(a, b)?.id ?? "", world.connection(a, c)?.id ?? ""];
    expect([world.connection(a, b)?.state, world.connection(a, c)?.state]).toEqual(["active", "active"]);

    await a.tenant.label(a.id, { "crosspeer-mesh": "elsewhere" });
    await world.sweep();
    await world.sweep();

    expect([world.connection(a, b)?.state, world.connection(a, c)?.state]).toEqual(["absent", "absent"]);
    expect(world.connection(b, c)?.state).toBe("active");
    const traces = await Promise.all(networks.flatMap((one) => gone.map((connection) => tracesIn(one, connection))));
    expect(traces.flat()).toEqual([]);
  });

  it("given a half that another made, then ours goes and theirs stays", async () => {
    const one = await gke("g-x", 0, { connect: "g-y" });
    const two = await gke("g-y", 1, { accept: "g-x" });
    await two.tenant.addHalf(two.id, "by-hand", `projects/${one.tenant.project}/global/networks/g-x`);
    await world.sweep();
    expect(world.connection(one, two)?.state).toBe("active");

    await one.tenant.label(one.id, { "crosspeer-connect": "nobody" });
    await world.sweep();

    expect(world.connection(one, two)?.state).toBe("absent");
    expect(await one.tenant.peeringsOf(one.id)).toEqual([]);
    expect((await two.tenant.peeringsOf(two.id)).map(({ name }) => name)).toEqual(["by-hand"]);
  });
});

describe("AKS networks", () => {
  it("given the tag goes, then both halves and all rules of ours go", async () => {
    const one = await aks("a-one", 0, { mesh: "pair" });
    const two = await aks("a-two", 1, { mesh: "pair" });
    await world.sweep();
    const connection = world.connection(one, two);
    expect(connection?.state).toBe("active");

    await one.tenant.untag(one.id, "crosspeer:mesh");
    await world.sweep();

    expect(world.connection(one, two)?.state).toBe("absent");
    expect([await tracesIn(one, connection?.id ?? ""), await tracesIn(two, connection?.id ?? "")]).toEqual([[], []]);
    expect([await one.tenant.tagOf(one.id, "crosspeer:status")]).toEqual([undefined]);
  });

  it("given one network is deleted with all that is in it, then the other is cleaned", async () => {
    const one = await aks("a-left", 0, { mesh: "left" });
    const two = await aks("a-gone", 1, { mesh: "left" });
    await world.sweep();
    const connection = world.connection(one, two)?.id ?? "";
    await two.tenant.remove(two.id);
    await world.sweep();
    await world.sweep();

    expect(world.connection(one, two)?.state).toBe("absent");
    expect(await tracesIn(one, connection)).toEqual([]);
    expect(await one.tenant.tagOf(one.id, "crosspeer:status")).toBeUndefined();
  });
});
