import { type ConnectionId, connectionIdOf, pairOf } from "../../core/connection/connection-id.ts";
import { Superseded } from "../../core/faults.ts";
import { type SideName, seenFrom } from "../../core/tunnels/tunnel-plan.ts";
import type { KeyChange } from "../../providers/vpn.ts";
import { allocateTunnels } from "../../reconcile/allocate-tunnels.ts";
import type { Rotation, Rotations } from "../../reconcile/key-ports.ts";
import { planRotation } from "../../reconcile/plan-rotation.ts";
import type { ConnectionRecord } from "../../reconcile/ports.ts";
import { renewKey } from "../../reconcile/renew-key.ts";
import { rotateKey } from "../../reconcile/rotate-key.ts";
import { savedTunnels } from "../../reconcile/saved-tunnels.ts";
import { verifyKey } from "../../reconcile/verify-key.ts";
import { awsNetwork, azureNetwork, gcpNetwork } from "../support/network-ids.ts";
import { VpnDeck } from "../support/vpn-deck.ts";

const at = "2026-01-01T00:00:00Z";
const pair = pairOf(awsNetwork(1), gcpNetwork("a"));
const connection = connectionIdOf(pair);
const sides: readonly SideName[] = ["requester", "accepter"];

class Notes implements Rotations {
  readonly kept = new Map<ConnectionId, Rotation>();
  readonly read = async (id: ConnectionId) => this.kept.get(id);
  readonly take = async (rotation: Rotation) => void this.kept.set(rotation.connection, rotation);
  readonly advance = async (rotation: Rotation) => {
    if (this.kept.get(rotation.connection)?.runner !== rotation.runner) throw new Superseded("another execution");
    this.kept.set(rotation.connection, rotation);
  };
}

/** A VPN with all four tunnels up, and a cloud that notes which keys are replaced. */
async function standing(change: Partial<ConnectionRecord> = {}) {
  let now = 0;
  const deck = new VpnDeck([pair], () => now);
  await allocateTunnels(deck, { connection, ...pair });
  const plan = await savedTunnels(deck.ledger, connection);
  for (const minutes of [0, 10, 20]) {
    now = minutes * 60_000;
    for (const side of sides) {
      const end = seenFrom(plan, side, ["1", "2", "3", "4"]);
      await deck.provider.buildGateway(end);
      await deck.provider.buildTunnels(end, deck.secrets.read);
      await deck.provider.propagateRoutes(end);
    }
  }
  const record: ConnectionRecord = {
    ...{ id: connection, ...pair, transport: "ha-vpn", status: { phase: "active" }, since: at, history: [] },
    ...change,
  };
  const asked: string[] = [];
  const rotations = new Notes();
  const replaceKey = async ({ near }: { near: { network: string } }, index: number, { begun }: KeyChange) => {
    asked.push(`${near.network === pair.requester ? "requester" : "accepter"} ${index}${begun ? " again" : ""}`);
    return { done: begun, wait: begun ? 0 : 15, begun: true };
  };
  const provider = { readVpn: deck.provider.readVpn.bind(deck.provider), replaceKey };
  const ledger = { ...deck.ledger, connection: async (id: string) => (id === connection ? record : undefined) };
  const deps = { provider, ledger, rotations, leases: deck.leases, secrets: deck.secrets };
  const stepOf = (runner: string, index: number) => ({ connection, ...pair, runner, index });
  return { deck, deps, asked, rotations, stepOf };
}

describe("planRotation", () => {
  it("given all tunnels up, then the first has its turn, and the sides theirs in the order of the build", async () => {
    const { deps, rotations } = await standing();
    expect(await planRotation(deps, { connection, runner: "one" })).toMatchObject({
      ...{ outcome: "rotate", reason: "", index: 0, connection, ...pair },
      ...(pair.requester.startsWith("arn:")
        ? { first: "requester", second: "accepter" }
        : { first: "accepter", second: "requester" }),
    });
    expect(rotations.kept.get(connection)).toEqual({ connection, id: "one", runner: "one", index: 0, replaced: [] });
  });

  it("given its two networks in either order, then it is the same connection", async () => {
    const { deps } = await standing();
    const { requester, accepter } = pair;
    expect(await planRotation(deps, { requester: accepter, accepter: requester, runner: "one" })).toMatchObject({
      connection,
    });
  });

  it.each([
    { given: "a tunnel that is down", dead: [2], change: {}, reason: /^3 of 4 tunnels of cx-\w+ are up/ },
    { given: "one that nobody wants", dead: [], change: { unwantedSince: at }, reason: /is being taken away/ },
    { given: "a peering", dead: [], change: { transport: "vpc-peering" as const }, reason: /only a VPN has keys$/ },
  ])("given $given, then it is refused, and nothing is written down", async ({ dead, change, reason }) => {
    const { deps, deck, rotations } = await standing(change);
    for (const index of dead) deck.provider.dead.add(index);
    const planned = await planRotation(deps, { connection, runner: "one" });
    expect(planned).toMatchObject({ outcome: "refuse", reason: expect.stringMatching(reason) });
    expect(rotations.kept.size).toBe(0);
  });

  it.each([
    { given: "the tunnel at which it was cut off is down", dead: 1, outcome: "rotate", reason: "" },
    { given: "another one is down", dead: 3, outcome: "refuse", reason: expect.stringMatching(/^tunnel 3 of cx-/) },
  ])("given a rotation that was cut off and $given, then $outcome", async ({ dead, outcome, reason }) => {
    const { deps, deck, rotations } = await standing();
    const before: Rotation = { connection, id: "one", runner: "one", index: 1, replaced: ["accepter"] };
    await rotations.take(before);
    deck.provider.dead.add(dead);
    const planned = await planRotation(deps, { connection, runner: "two" });
    expect(planned).toMatchObject({ outcome, reason, index: 1 });
    expect(rotations.kept.get(connection)).toEqual(outcome === "rotate" ? { ...before, runner: "two" } : before);
  });

  it("given one that is over, then another one begins at the first tunnel", async () => {
    const { deps, rotations } = await standing();
    await rotations.take({ connection, id: "one", runner: "one", index: 4, replaced: [] });
    await planRotation(deps, { connection, runner: "two" });
    expect(rotations.kept.get(connection)).toMatchObject({ id: "two", index: 0 });
  });

  it("given no such connection, then Invalid says what to give", async () => {
    const { deps } = await standing();
    const none = connectionIdOf(pairOf(awsNetwork(2), azureNetwork("a")));
    for (const input of [{ connection: none }, {}, { requester: "nobody", accepter: "nothing" }]) {
      await expect(planRotation(deps, { ...input, runner: "one" })).rejects.toMatchObject({
        ...{ name: "Invalid", message: expect.stringMatching(/^there is no connection .*: give the id of one/) },
      });
    }
  });
});

describe("a rotation, step by step", () => {
  it("given a tunnel's turn, then key, both ends and the reading follow, and it is the next one's turn", async () => {
    const { deps, deck, asked, rotations, stepOf } = await standing();
    await planRotation(deps, { connection, runner: "one" });
    const step = stepOf("one", 0);
    const { secret } = await renewKey(deps, step);
    expect(deck.secretValues.get(secret)).toBe(`key-of-one-of-${secret}`);
    for (const side of sides) {
      expect(await rotateKey(deps, { ...step, side, at })).toEqual({ done: false, wait: 15 });
      expect(await rotateKey(deps, { ...step, side, at })).toEqual({ done: true, wait: 0 });
    }
    expect(asked).toEqual(["requester 0", "requester 0 again", "accepter 0", "accepter 0 again"]);
    expect(await verifyKey(deps, step)).toMatchObject({ settled: true, next: 1, tunnels: { up: 4, of: 4 } });
    expect(rotations.kept.get(connection)).toMatchObject({ index: 1, replaced: [] });
    // Its answer was lost, and it is asked again.
    expect(await verifyKey(deps, step)).toMatchObject({ settled: true, next: 1 });
  });

  it("given a tunnel that is not up yet, then it stays its turn, and after the last one there is none", async () => {
    const { deps, deck, rotations, stepOf } = await standing();
    await rotations.take({ connection, id: "one", runner: "one", index: 3, replaced: [] });
    deck.provider.dead.add(3);
    expect(await verifyKey(deps, stepOf("one", 3))).toMatchObject({ settled: false, next: 3, tunnels: { up: 3 } });
    deck.provider.dead.clear();
    for (const _ of ["first", "again"]) {
      const verified = await verifyKey(deps, stepOf("one", 3));
      expect([verified.settled, verified.next]).toEqual([true, undefined]);
    }
  });

  it.each([
    { given: "another execution that has taken it over", runner: "one", index: 0 },
    { given: "a tunnel whose turn is over", runner: "two", index: 1 },
  ])("given $given, then Superseded, and nothing is touched", async ({ runner, index }) => {
    const { deps, deck, asked, rotations, stepOf } = await standing();
    await rotations.take({ connection, id: "one", runner: "two", index: 0, replaced: [] });
    const keys = new Map(deck.secretValues);
    const step = stepOf(runner, index);
    await expect(renewKey(deps, step)).rejects.toBeInstanceOf(Superseded);
    await expect(rotateKey(deps, { ...step, side: "requester", at })).rejects.toBeInstanceOf(Superseded);
    expect([asked, deck.secretValues]).toEqual([[], keys]);
  });

  it("given a connection that nobody wants any more, then no end is touched", async () => {
    const { deps, asked, rotations, stepOf } = await standing({ unwantedSince: at });
    await rotations.take({ connection, id: "one", runner: "one", index: 0, replaced: [] });
    const rotating = rotateKey(deps, { ...stepOf("one", 0), side: "accepter", at });
    await expect(rotating).rejects.toMatchObject({
      name: "Superseded",
      message: expect.stringContaining("nobody wants"),
    });
    expect(asked).toEqual([]);
  });

  it("given another connection that writes to the network, then Busy, and it is not noted as begun", async () => {
    const { deps, deck, rotations, stepOf } = await standing();
    await rotations.take({ connection, id: "one", runner: "one", index: 0, replaced: [] });
    deck.held.set(pair.requester, connectionIdOf(pairOf(pair.requester, azureNetwork("a"))));
    const rotating = rotateKey(deps, { ...stepOf("one", 0), side: "requester", at });
    await expect(rotating).rejects.toMatchObject({ name: "Busy" });
    expect(rotations.kept.get(connection)?.replaced).toEqual([]);
  });
});
