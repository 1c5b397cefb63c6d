import { type ConnectionId, connectionIdOf, pairOf } from "../../core/connection/connection-id.ts";
import type { NetworkId } from "../../core/connection/network-id.ts";
import type { Lab } from "../../lab/lab.ts";
import type { Leases } from "../../reconcile/ports.ts";
import { createLeases } from "../../runtime/leases.ts";
import { startTestLab } from "../lab/clouds/aws/server/lab-clients.ts";
import { gcpNetwork } from "../support/network-ids.ts";
import { createTable } from "./ledger-table.ts";

const [a, b, c, d] = [gcpNetwork("a"), gcpNetwork("b"), gcpNetwork("c"), gcpNetwork("d")];
const ab = connectionIdOf(pairOf(a, b));
const bc = connectionIdOf(pairOf(b, c));

/** A term of 900 seconds, so many seconds after midnight. */
function term(second: number) {
  return { at: new Date(Date.UTC(2026, 0, 1) + second * 1000).toISOString(), seconds: 900 };
}

let lab: Lab;
let leases: Leases;
let tables = 0;

beforeAll(async () => {
  lab = await startTestLab();
});
beforeEach(async () => {
  tables += 1;
  leases = createLeases((await createTable(lab, `ledger-${tables}`)).table);
});
afterAll(() => lab.close());

describe("createLeases", () => {
  it("given free networks, then both are taken, and another holder is told whose they are", async () => {
    expect(await leases.acquire([a, b], ab, term(0))).toBeUndefined();
    expect(await leases.acquire([b, c], bc, term(1))).toEqual({ network: b, holder: ab });
  });

  it("given the second of two networks is not to be had, then the first is given back", async () => {
    await leases.acquire([c], bc, term(0));
    expect(await leases.acquire([c, a], ab, term(1))).toEqual({ network: c, holder: bc });
    expect(await leases.acquire([a], bc, term(2))).toBeUndefined();
  });

  it("given a lease that ran out, then another takes it, and its former holder does not give it back", async () => {
    await leases.acquire([a, b], ab, term(0));
    expect(await leases.acquire([b, c], bc, term(899))).toEqual({ network: b, holder: ab });
    expect(await leases.acquire([b, c], bc, term(900))).toBeUndefined();
    await leases.release([a, b], ab);
    expect(await leases.acquire([a, b], ab, term(901))).toEqual({ network: b, holder: bc });
  });

  it("given a lease that is renewed, then it holds from then on", async () => {
    await leases.acquire([a, b], ab, term(0));
    expect(await leases.acquire([a, b], ab, term(600))).toBeUndefined();
    expect(await leases.acquire([b, c], bc, term(1000))).toEqual({ network: b, holder: ab });
  });

  it("given a lease that was given back, then others take it", async () => {
    await leases.acquire([a, b], ab, term(0));
    await leases.release([a, b], ab);
    expect(await leases.acquire([b, c], bc, term(1))).toBeUndefined();
  });

  it("given the leases of no network, then nothing is in the way", async () => {
    expect(await leases.acquire([], ab, term(0))).toBeUndefined();
  });

  it("given six connections of four networks at once, then no network has two, and all have their turn in the end", async () => {
    const pairs = [pairOf(a, b), pairOf(b, c), pairOf(c, d), pairOf(d, a), pairOf(a, c), pairOf(b, d)];
    const waiting = new Map(pairs.map((pair) => [connectionIdOf(pair), [pair.accepter, pair.requester]]));
    for (let round = 0; waiting.size > 0; round += 1) {
      expect(round).toBeLessThan(pairs.length * 3);
      const held = await atOnce(waiting, round);
      const networks = held.flatMap((holder) => waiting.get(holder) ?? []);
      expect(new Set(networks).size).toBe(networks.length);
      for (const holder of held) {
        await leases.release(waiting.get(holder) ?? [], holder);
        waiting.delete(holder);
      }
    }
  });
});

/** Who of those that ask at once holds its leases. */
async function atOnce(asking: ReadonlyMap<ConnectionId, readonly NetworkId[]>, second: number) {
  const answers = await Promise.all(
    [...asking].map(async ([holder, networks]) => ({
      holder,
      other: await leases.acquire(networks, holder, term(second)),
    })),
  );
  return answers.filter(({ other }) => other === undefined).map(({ holder }) => holder);
}
