import { connectionIdOf, pairOf } from "../../core/connection/connection-id.ts";
import { locate, type NetworkId } from "../../core/connection/network-id.ts";
import { Invalid } from "../../core/faults.ts";
import { allocateTunnels } from "../../reconcile/allocate-tunnels.ts";
import type { Announcement } from "../../reconcile/announcement.ts";
import { buildGateway } from "../../reconcile/build-gateway.ts";
import { buildTunnels } from "../../reconcile/build-tunnels.ts";
import { planConnection } from "../../reconcile/plan-connection.ts";
import type { Deps } from "../../reconcile/ports.ts";
import { propagateRoutes } from "../../reconcile/propagate-routes.ts";
import { readIntent } from "../../reconcile/read-intent.ts";
import { readPlace } from "../../reconcile/read-place.ts";
import { recordConnection } from "../../reconcile/record-connection.ts";
import { recordFailure } from "../../reconcile/record-failure.ts";
import { ledgerInMemory } from "../moto/bench/ledger.ts";
import { buildNetwork } from "../support/network-builder.ts";
import { awsNetwork, gcpNetwork } from "../support/network-ids.ts";
import { ungoverned } from "../support/ungoverned.ts";
import { VpnDeck } from "../support/vpn-deck.ts";

const pair = pairOf(awsNetwork(1), gcpNetwork("a"));
const connection = connectionIdOf(pair);
const at = "2026-01-01T00:00:00Z";
const mesh = { "crosspeer:mesh": "all" };
const spaces = new Map([
  [pair.requester, "10.1.0.0/16"],
  [pair.accepter, "10.2.0.0/16"],
]);

/** Two networks of one mesh on two clouds, and the steps' ports in memory. */
async function world() {
  let minutes = 0;
  const tags = new Map<NetworkId, Readonly<Record<string, string>>>([...spaces.keys()].map((id) => [id, mesh]));
  const deck = new VpnDeck([pair], () => minutes * 60_000);
  const announced: Announcement[] = [];
  const networkOf = (id: NetworkId) => ({
    ...buildNetwork(id, { prefixes: [spaces.get(id) ?? ""], tags: tags.get(id) ?? {} }),
    routeTables: [],
  });
  const refuse = async () => {
    throw new Invalid("not a verb of a VPN");
  };
  const peering = {
    requestPeering: refuse,
    acceptPeering: refuse,
    readPeering: refuse,
    setPeeringOptions: refuse,
    removePeering: refuse,
  };
  const provider = Object.assign(deck.provider, {
    ...peering,
    ...{ readImportedPrefixes: refuse, applyRoutes: refuse, applyFirewall: refuse, readRouteTables: refuse },
    listNetworks: async () => [...tags].map(([id, own]) => ({ id, tags: own })),
    readTags: async (id: NetworkId) => tags.get(id),
    describeNetworks: async (ids: readonly NetworkId[]) => ids.map(networkOf),
    surveyNetworks: async (ids: readonly NetworkId[]) => ({ networks: ids.map(networkOf), unread: new Map() }),
    writeTag: async (id: NetworkId, key: string, value: string | undefined) => {
      tags.set(id, { ...tags.get(id), ...(value === undefined ? {} : { [key]: value }) });
    },
  });
  const deps: Deps = {
    ...{ provider, ledger: ledgerInMemory(), leases: deck.leases },
    events: { announce: async (announcement) => void announced.push(announcement) },
    places: [{ account: "111111111111", region: "eu-west-1" }],
    graceSeconds: 300,
    ...ungoverned,
  };
  const builder = { ...deps, allocations: deck.allocations, secrets: deck.secrets };
  const setMinute = (minute: number) => {
    minutes = minute;
  };
  return { deps, builder, deck, announced, tags, setMinute };
}

type World = Awaited<ReturnType<typeof world>>;

const plan = ({ deps }: World) => planConnection(deps, { ...pair, asked: false, at });

/** All steps of build-vpn, as far as the routes. */
async function build({ builder, setMinute }: World, until: "tunnels" | "routes" = "routes"): Promise<void> {
  const input = { connection, ...pair };
  const { first, second } = await allocateTunnels(builder, input);
  for (const side of [first, second]) await buildGateway(builder, { ...input, side, at });
  setMinute(2);
  const { addresses } = await buildGateway(builder, { ...input, side: second, at });
  await buildTunnels(builder, { ...input, side: first, far: { addresses }, at });
  setMinute(8);
  const { outside } = await buildTunnels(builder, { ...input, side: first, far: { addresses }, at });
  await buildTunnels(builder, { ...input, side: second, far: { addresses: [], outside }, at });
  if (until === "routes") await propagateRoutes(builder, input);
  setMinute(12);
}

describe("a VPN from plan to status", () => {
  it("given nothing yet, then it is to be built, and the price is told", async () => {
    const planned = await plan(await world());
    expect(planned).toMatchObject({ outcome: "change", transport: "ha-vpn", builds: true });
    expect(planned.warnings).toContainEqual(expect.stringMatching(/^costs about \d+ USD a month$/));
  });

  it("given it was built and recorded, then it is active, and a sweep starts nothing", async () => {
    const own = await world();
    await plan(own);
    await build(own);
    const read = await plan(own);
    expect(read).toMatchObject({ outcome: "keep", builds: false, tunnels: { up: 4, of: 4 } });
    expect(await recordConnection(own.deps, { ...read, at })).toEqual({ phase: "active" });
    expect(await own.deps.ledger.connection(connection)).toMatchObject({
      peering: connection,
      status: { phase: "active", tunnels: 4 },
    });
    expect(await readIntent(own.deps, { at })).toEqual({ connections: [], oldest: 0 });
  });

  it("given a tunnel that goes down later, then a sweep starts what tells it", async () => {
    const own = await world();
    await plan(own);
    await build(own);
    await recordConnection(own.deps, { ...(await plan(own)), at });
    own.deck.provider.dead.add(1);
    expect((await readIntent(own.deps, { at })).connections).toEqual([pair]);
    expect(await recordConnection(own.deps, { ...(await plan(own)), at })).toEqual({ phase: "degraded" });
    expect(own.announced.at(-1)).toMatchObject({ previous: "active", status: { tunnelsUp: 3, of: 4 } });
    expect(await readIntent(own.deps, { at })).toEqual({ connections: [], oldest: 0 });
  });

  it("given a build that died before its last step, then it is built again", async () => {
    const own = await world();
    await plan(own);
    await build(own, "tunnels");
    expect(await plan(own)).toMatchObject({ outcome: "change", builds: true });
  });

  it.each([
    { given: "a build that failed with things made", made: true, phase: "withdrawn" },
    { given: "a build that failed at once", made: false, phase: undefined },
  ])("given $given, when nobody asks any more, then $phase", async ({ made, phase }) => {
    const own = await world();
    await plan(own);
    if (made) await build(own, "tunnels");
    const failure = { error: "Conflict", cause: "vgw-1 is in the way", at };
    const { problem } = await recordFailure(own.deps, { ...pair, ...failure });
    expect(problem.rule).toBe("gateway-conflict");
    const record = await own.deps.ledger.connection(connection);
    expect([record?.status.phase, record?.peering]).toEqual(["blocked", made ? connection : undefined]);
    for (const id of spaces.keys()) own.tags.set(id, { "crosspeer:name": `n-${spaces.get(id)?.slice(3, 4)}` });
    if (record !== undefined) {
      const { askedBy: _, ...unasked } = record;
      await own.deps.ledger.putConnection(unasked);
    }
    for (const id of spaces.keys()) await readPlace(own.deps, locate(id));
    await readIntent(own.deps, { at });
    expect((await own.deps.ledger.connection(connection))?.status.phase).toBe(phase);
  });
});
