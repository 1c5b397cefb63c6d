import fc from "fast-check";
import { contains, overlaps, prefix } from "../../../core/address-space/prefix.ts";
import { connectionIdOf, type Pair } from "../../../core/connection/connection-id.ts";
import { locate, type NetworkId } from "../../../core/connection/network-id.ts";
import { allocate, type Claim } from "../../../core/tunnels/allocate.ts";
import { seenFrom, type TunnelPlan } from "../../../core/tunnels/tunnel-plan.ts";
import { awsNetwork, azureNetwork, gcpNetwork, mesh } from "../../support/network-ids.ts";
import { buildSide } from "./vpn-builder.ts";

const pool = [1, 2, 3].flatMap((n) => [awsNetwork(n), gcpNetwork(`net-${n}`), azureNetwork(`net-${n}`)]);
const pairs = mesh(pool).filter(({ requester, accepter }) => locate(requester).cloud !== locate(accepter).cloud);
const reserved = ["169.254.0.0/21", "169.254.169.0/24", "169.254.170.0/24"].map(prefix);
const azureWindow = [prefix("169.254.21.0/24"), prefix("169.254.22.0/24")];

/** What has been built and taken down by turns, and what stands at the end. */
class Ledger {
  readonly plans = new Map<string, TunnelPlan>();
  claims: readonly Claim[] = [];
  /** Gateways that were there before us, some of them with numbers and tunnels that we would have given. */
  readonly #foreign: ReadonlyMap<NetworkId, { asn: number; inside: string }>;

  constructor(foreign: ReadonlyMap<NetworkId, { asn: number; inside: string }>) {
    this.#foreign = foreign;
  }

  build(pair: Pair): void {
    const connection = connectionIdOf(pair);
    const result = allocate({ connection, sides: this.#sides(pair), claims: this.claims });
    if ("problem" in result) return;
    const mine = new Set(result.claims.map(({ kind, holder }) => `${kind} ${holder}`));
    this.claims = [...this.claims.filter(({ kind, holder }) => !mine.has(`${kind} ${holder}`)), ...result.claims];
    this.plans.set(connection, result.plan);
    expect(allocate({ connection, sides: this.#sides(pair), claims: this.claims })).toEqual(result);
  }

  release(pair: Pair): void {
    const connection = connectionIdOf(pair);
    this.claims = this.claims.filter(({ holder }) => holder !== connection);
    this.plans.delete(connection);
  }

  #sides({ requester, accepter }: Pair) {
    return { requester: this.#side(requester), accepter: this.#side(accepter) };
  }

  #side(network: NetworkId) {
    const foreign = this.#foreign.get(network);
    if (foreign === undefined) return buildSide(network);
    return buildSide(network, { asn: foreign.asn, inside: [prefix(foreign.inside), ...this.insidesOf(network)] });
  }

  insidesOf(network: NetworkId) {
    const own = [...this.plans.values()].filter(({ gateways }) =>
      [gateways.requester.network, gateways.accepter.network].includes(network),
    );
    return own.flatMap(({ tunnels }) => tunnels.map(({ inside }) => inside));
  }
}

const anyLedger = fc
  .record({
    steps: fc.array(fc.record({ pair: fc.constantFrom(...pairs), release: fc.boolean() }), { maxLength: 40 }),
    foreign: fc.uniqueArray(
      fc.record({
        network: fc.constantFrom(...pool),
        asn: fc.constantFrom(64_512, 64_513, 64_515, 65_001),
        inside: fc.constantFrom("169.254.21.0/30", "169.254.22.4/30", "169.254.32.8/30", "169.254.33.0/30"),
      }),
      { maxLength: 3, selector: ({ network }) => network },
    ),
  })
  .map(({ steps, foreign }) => {
    const gateways = new Map(foreign.map(({ network, asn, inside }) => [network, { asn, inside }]));
    const ledger = new Ledger(gateways);
    for (const { pair, release } of steps) {
      if (release) ledger.release(pair);
      else ledger.build(pair);
    }
    return { ledger, gateways };
  });

describe("any sequence of allocations and releases", () => {
  it("given it, then no two tunnels of a gateway share an address, nor with what was there, nor with what is reserved", () => {
    fc.assert(
      fc.property(anyLedger, ({ ledger, gateways }) => {
        for (const network of pool) {
          const { inside: foreign } = gateways.get(network) ?? {};
          const insides = [...ledger.insidesOf(network), ...(foreign === undefined ? [] : [prefix(foreign)])];
          const clashes = insides.filter((one, n) => insides.some((other, m) => m > n && overlaps(one, other)));
          expect(clashes).toEqual([]);
          expect(insides.filter((one) => reserved.some((other) => overlaps(one, other)))).toEqual([]);
        }
      }),
    );
  });

  it("given it, then no network has two numbers, and no number that we gave is another's too", () => {
    fc.assert(
      fc.property(anyLedger, ({ ledger, gateways }) => {
        const numbers = new Map<NetworkId, number>();
        for (const { gateways: ends } of ledger.plans.values()) {
          expect(ends.requester.asn).not.toBe(ends.accepter.asn);
          for (const { network, asn } of [ends.requester, ends.accepter]) {
            expect(numbers.get(network) ?? asn).toBe(asn);
            numbers.set(network, asn);
          }
        }
        const given = [...numbers].filter(([network]) => !gateways.has(network)).map(([, asn]) => asn);
        expect(new Set(given).size).toBe(given.length);
      }),
    );
  });

  it("given it, then Azure has .2 within its window, each instance in its half", () => {
    fc.assert(
      fc.property(anyLedger, ({ ledger }) => {
        const ends = [...ledger.plans.values()].flatMap((plan) =>
          (["requester", "accepter"] as const).flatMap((side) =>
            locate(plan.gateways[side].network).cloud === "azure" ? seenFrom(plan, side).tunnels : [],
          ),
        );
        for (const { inside, near } of ends) {
          expect(azureWindow.findIndex((half) => contains(half, inside))).toBe(near.member);
          expect(Number(near.address.split(".")[3]) % 4).toBe(2);
        }
      }),
    );
  });

  it("given it, then every plan is the same from either end, with two addresses of its /30", () => {
    fc.assert(
      fc.property(anyLedger, ({ ledger }) => {
        for (const plan of ledger.plans.values()) {
          const [one, other] = [seenFrom(plan, "requester"), seenFrom(plan, "accepter")];
          expect({ ...other, near: other.far, far: other.near, tunnels: other.tunnels.map(mirror) }).toEqual(one);
          for (const { inside, near, far } of one.tunnels) {
            expect(near.address).not.toBe(far.address);
            for (const { address } of [near, far]) expect(contains(inside, prefix(`${address}/32`))).toBe(true);
          }
          const members = one.tunnels.map(({ near, far }) => `${near.member} ${far.member}`);
          expect(new Set(members)).toEqual(new Set(["0 0", "1 1"]));
        }
      }),
    );
  });
});

function mirror<T extends { readonly near: unknown; readonly far: unknown }>(tunnel: T) {
  return { ...tunnel, near: tunnel.far, far: tunnel.near };
}
