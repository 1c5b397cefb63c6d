import * as z from "zod";
import { DeployedWorld } from "../support/deployed-world.ts";
import { buildGke, type GkeNetwork } from "../support/gke-and-aks.ts";

type Wishes = Readonly<Record<string, string>>;

const ends = z.object({ requester: z.string(), accepter: z.string() });

let world: DeployedWorld;

beforeEach(async () => {
  world = await DeployedWorld.start({ clouds: "all" });
}, 60_000);

afterEach(() => world.close());

/** GKE networks with ranges of their own, which wish so. */
async function build(wishes: readonly Wishes[]): Promise<readonly GkeNetwork[]> {
  const networks: GkeNetwork[] = [];
  for (const [index, labels] of wishes.entries()) {
    const block = index + 1;
    const ranges = { nodes: `10.${block}.0.0/20`, pods: `100.${64 + block}.0.0/16`, services: `10.${block}.16.0/20` };
    networks.push(await buildGke(world.lab, index % 2 === 0 ? 0 : 1, { name: `gke-${index}`, ...ranges, labels }));
  }
  return networks;
}

function countActive(networks: readonly GkeNetwork[]): number {
  const pairs = networks.flatMap((one, index) => networks.slice(index + 1).map((other) => [one, other] as const));
  return pairs.filter(([one, other]) => world.connection(one, other)?.state === "active").length;
}

/** How many times connections were started, and whether two of one network ever were together. */
function roundsStarted() {
  const executions = world.lab.executions().filter(({ stateMachine }) => stateMachine.endsWith("connect-networks"));
  const rounds = [...Map.groupBy(executions, ({ startedAt }) => startedAt).values()];
  const networks = rounds.map((round) => round.flatMap(({ input }) => Object.values(ends.parse(input))));
  return { rounds: rounds.length, clashes: networks.filter((writing) => new Set(writing).size < writing.length) };
}

/** Answers of Google Cloud that refuse a change of a peering. */
function refusals(): readonly string[] {
  return world.lab.journal.entries
    .filter(({ action, error }) => /peering/i.test(action) && error !== undefined)
    .map(({ action, error }) => `${action}: ${error}`);
}

/** How often a lease was not to be had. */
function leasesRefused(): number {
  const isLease = (params: unknown) => JSON.stringify(params).includes("lease#");
  return world.lab.journal.entries.filter(
    ({ action, error, params }) =>
      action === "PutItem" && error === "ConditionalCheckFailedException" && isLease(params),
  ).length;
}

// `npm run bench:mesh` joins 20.
describe("a mesh of GKE networks", () => {
  it("given 6 networks, then 5 rounds join them all, and Google Cloud refuses nothing", async () => {
    const networks = await build(Array.from({ length: 6 }, () => ({ mesh: "all" })));
    await world.sweep();

    expect(roundsStarted()).toEqual({ rounds: 5, clashes: [] });
    expect(countActive(networks)).toBe(15);
    expect(refusals()).toEqual([]);
  }, 60_000);

  it("given another mesh that shares a network with it, then both are joined, and Google Cloud refuses nothing", async () => {
    const networks = await build([
      ...Array.from({ length: 2 }, () => ({ mesh: "one" })),
      { mesh: "one", connect: "gke-3_gke-4" },
      ...Array.from({ length: 2 }, () => ({ mesh: "two", accept: "gke-2" })),
    ]);
    await world.sweep();

    expect(countActive(networks)).toBe(3 + 3);
    expect(roundsStarted().clashes).toEqual([]);
    expect(refusals()).toEqual([]);
  }, 60_000);

  it("given two people who connect one network at once, then one waits for the other, and Google Cloud refuses nothing", async () => {
    const networks = await build(Array.from({ length: 3 }, () => ({ accept: "gke-0_gke-1_gke-2" })));
    const [one, two, three] = networks.map(({ id }) => id);
    await Promise.all([
      world.startMachine("ConnectNetworksMachineArn", { requester: one, accepter: two }),
      world.startMachine("ConnectNetworksMachineArn", { requester: two, accepter: three }),
    ]);

    expect(countActive(networks)).toBe(2);
    expect(leasesRefused()).toBeGreaterThan(0);
    expect(refusals()).toEqual([]);
  }, 60_000);
});
