import { freePrefixes } from "../address-space/free-prefix.ts";
import { comparePrefixes, contains, type Prefix } from "../address-space/prefix.ts";
import type { ConnectionId } from "../connection/connection-id.ts";
import type { NetworkId } from "../connection/network-id.ts";
import type { Problem } from "../problems.ts";
import { asnPool, asnProblem, type Speaker } from "./asn.ts";
import { hostOf, layoutOf, type TunnelSlot } from "./layout.ts";
import { secretName } from "./names.ts";
import type { GatewayEnd, SideName, Tunnel, TunnelPlan } from "./tunnel-plan.ts";

/** What somebody holds so that nobody else takes it: a network its gateway's number, a connection its tunnels' /30s. */
export type Claim = AsnClaim | InsideClaim;

export interface AsnClaim {
  readonly kind: "asn";
  readonly number: number;
  readonly holder: NetworkId;
}

export interface InsideClaim {
  readonly kind: "inside";
  readonly prefix: Prefix;
  /** Those whose gateways have the tunnel: at each of them no other tunnel may have the prefix. */
  readonly networks: readonly [NetworkId, NetworkId];
  /** A gateway of several networks that has the tunnel: the same holds for those. */
  readonly transit?: string;
  readonly holder: ConnectionId;
}

/** One network that is to be joined. `asn` is that of the gateway that it has, ours or another's. */
export interface AllocationSide extends Speaker {
  /** The id of its gateway where several networks share that. */
  readonly transit?: string;
  /** Inside prefixes of the tunnels that its gateway has. */
  readonly inside: readonly Prefix[];
  /** What it tells the other: every prefix that the other is to reach. */
  readonly prefixes: readonly Prefix[];
}

export interface AllocationRequest {
  readonly connection: ConnectionId;
  readonly sides: Readonly<Record<SideName, AllocationSide>>;
  /** All that are held, by anybody. */
  readonly claims: readonly Claim[];
}

export type Allocation =
  /** The claims are those that the two networks and the connection are to hold: what they hold already is among them. */
  { readonly plan: TunnelPlan; readonly claims: readonly Claim[] } | { readonly problem: Problem };

/**
 * Gives a connection's tunnels their /30s and its gateways their numbers. What is held already is given again: with its
 * own claims among those held the answer is the same.
 */
export function allocate({ connection, sides, claims }: AllocationRequest): Allocation {
  const { requester, accepter } = sides;
  const clash = asnProblem(sides);
  if (clash !== undefined) return { problem: clash };
  const numbers = numbersOf(sides, claims, connection);
  if ("problem" in numbers) return numbers;
  const slots = layoutOf({ requester: requester.network, accepter: accepter.network });
  const insides = insidesOf(slots, { connection, sides, claims });
  if ("problem" in insides) return insides;

  const tunnels = slots.flatMap((slot, at) => {
    const inside = insides.prefixes[at];
    return inside === undefined ? [] : [tunnelOf(connection, slot, inside)];
  });
  const networks = [requester.network, accepter.network] as const;
  // Transit gateways are AWS's, and a tunnel has one end at most there.
  const transit = requester.transit ?? accepter.transit;
  const joined = { networks, ...(transit === undefined ? {} : { transit }) };
  return {
    plan: { connection, gateways: gatewaysOf(sides, numbers), tunnels },
    claims: [
      { kind: "asn", number: numbers.requester, holder: requester.network },
      { kind: "asn", number: numbers.accepter, holder: accepter.network },
      ...insides.prefixes.map((prefix) => ({ kind: "inside" as const, prefix, ...joined, holder: connection })),
    ],
  };
}

type Numbers = Readonly<Record<SideName, number>>;

/** A gateway's number is as it is; the other network's follows from it. */
function numbersOf(
  { requester, accepter }: AllocationRequest["sides"],
  claims: readonly Claim[],
  connection: ConnectionId,
): Numbers | { readonly problem: Problem } {
  const held = claims.filter((claim) => claim.kind === "asn");
  const taken = new Set(held.map(({ number }) => number));
  const isFree = (asn: number, peer: number | undefined) => asn !== peer && !taken.has(asn);

  function choose({ network, asn }: AllocationSide, peer: number | undefined): number | undefined {
    if (asn !== undefined) return asn;
    const own = held.find(({ holder }) => holder === network)?.number;
    // A number that is only claimed gives way to the peer's, unless other tunnels of the network were planned with it.
    if (own !== undefined && (own !== peer || isJoined(network, claims, connection))) return own;
    return asnPool.find((candidate) => isFree(candidate, peer));
  }

  const one = choose(requester, accepter.asn);
  const other = choose(accepter, one);
  if (one === undefined || other === undefined) return { problem: noNumberLeft };
  const clash = asnProblem({ requester: { ...requester, asn: one }, accepter: { ...accepter, asn: other } });
  return clash === undefined ? { requester: one, accepter: other } : { problem: clash };
}

function isJoined(network: NetworkId, claims: readonly Claim[], connection: ConnectionId): boolean {
  return claims.some(
    (claim) => claim.kind === "inside" && claim.holder !== connection && claim.networks.includes(network),
  );
}

/** The /30 of each slot, each from its own pools, the lowest that is free at both gateways. */
function insidesOf(
  slots: readonly TunnelSlot[],
  { connection, sides, claims }: AllocationRequest,
): { readonly prefixes: readonly Prefix[] } | { readonly problem: Problem } {
  const networks = [sides.requester.network, sides.accepter.network];
  const insides = claims.filter((claim) => claim.kind === "inside");
  const own = insides.filter(({ holder }) => holder === connection).map(({ prefix }) => prefix);
  const shared = [sides.requester.transit, sides.accepter.transit].filter((id) => id !== undefined);
  const theirs = insides.filter(
    (claim) =>
      claim.networks.some((network) => networks.includes(network)) ||
      (claim.transit !== undefined && shared.includes(claim.transit)),
  );
  const used = [...theirs.map(({ prefix }) => prefix), ...sides.requester.inside, ...sides.accepter.inside];

  const prefixes: Prefix[] = [];
  for (const group of Map.groupBy(slots, ({ pools }) => pools)) {
    const [pools, { length: count }] = group;
    const kept = own.filter((prefix) => pools.some((pool) => contains(pool, prefix))).slice(0, count);
    const taken = [...kept, ...lowestFree(pools, [...used, ...own], count - kept.length)];
    if (taken.length < count) return { problem: noPrefixLeft(pools, count) };
    prefixes.push(...taken.sort(comparePrefixes));
  }
  return { prefixes };
}

function lowestFree(pools: readonly Prefix[], used: readonly Prefix[], count: number): readonly Prefix[] {
  const free: Prefix[] = [];
  for (const pool of pools) {
    if (free.length >= count) break;
    // All of a pool, sorted: asked for fewer, it would give those of the smallest gap first.
    free.push(...freePrefixes({ pool, used, length: 30, count: 64 }).sort(comparePrefixes));
  }
  return free.slice(0, count);
}

function tunnelOf(connection: ConnectionId, { index, ends }: TunnelSlot, inside: Prefix): Tunnel {
  const { requester, accepter } = ends;
  return {
    index,
    inside,
    secret: secretName(connection, index),
    ends: {
      requester: { member: requester.member, address: hostOf(inside, requester.host) },
      accepter: { member: accepter.member, address: hostOf(inside, accepter.host) },
    },
  };
}

function gatewaysOf({ requester, accepter }: AllocationRequest["sides"], numbers: Numbers): TunnelPlan["gateways"] {
  const endOf = ({ network, transit, prefixes }: AllocationSide, asn: number): GatewayEnd => ({
    ...{ network, asn, prefixes },
    ...(transit === undefined ? {} : { transit }),
  });
  return { requester: endOf(requester, numbers.requester), accepter: endOf(accepter, numbers.accepter) };
}

const noNumberLeft: Problem = {
  rule: "quota",
  message: "all asns of 64513 to 65514 and 65521 to 65534 are taken",
  remedy: "withdraw connections between clouds that are no longer needed",
};

function noPrefixLeft(pools: readonly Prefix[], count: number): Problem {
  return {
    rule: "quota",
    message: `${pools[0]} to ${pools.at(-1)} have no ${count} prefixes of length 30 that are free at both gateways`,
    remedy: "withdraw connections of one of the networks that are no longer needed",
  };
}
