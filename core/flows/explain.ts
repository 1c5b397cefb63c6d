import { contains, type Prefix } from "../address-space/prefix.ts";
import type { Pair } from "../connection/connection-id.ts";
import type { Allow } from "../connection/network.ts";
import { formatAllow } from "../intent/allow.ts";

/** Packets that a network let nobody have, summed up. */
export interface RejectedFlow {
  /** Each an address with its whole length: `10.1.2.3/32`. */
  readonly source: Prefix;
  readonly destination: Prefix;
  readonly protocol: "tcp" | "udp" | "icmp" | "other";
  /** The destination's; 0 where the protocol has none. */
  readonly port: number;
  readonly packets: number;
}

/** One side of a connection, as flows meet it. */
export interface JoinedSide {
  readonly name: string;
  readonly prefixes: readonly Prefix[];
  /** What its tags let in. */
  readonly allow: readonly Allow[];
}

export interface JoinedPair extends Pair {
  readonly connection: string;
  readonly sides: Readonly<Record<keyof Pair, JoinedSide>>;
}

/** What was rejected between two joined networks, one direction and port. */
export interface Rejection {
  readonly connection: string;
  readonly from: string;
  readonly to: string;
  /** As `crosspeer:allow` would have it: `tcp:5432`. */
  readonly what: string;
  readonly packets: number;
  /** The rule that would admit it. */
  readonly remedy: string;
}

/** Sums rejected flows up by connection, direction and port, the most first; what was not between joined networks is left out. */
export function explain(flows: readonly RejectedFlow[], pairs: readonly JoinedPair[]): readonly Rejection[] {
  const found = flows.flatMap((flow) => pairs.flatMap((pair) => between(flow, pair) ?? []));
  const groups = Map.groupBy(found, ({ connection, from, what }) => `${connection} ${from} ${what}`);
  const sums = [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first === undefined ? [] : [{ ...first, packets: group.reduce((sum, { packets }) => sum + packets, 0) }];
  });
  return sums.toSorted((one, other) => other.packets - one.packets);
}

function between(flow: RejectedFlow, { connection, sides }: JoinedPair): Rejection | undefined {
  const { requester, accepter } = sides;
  const [from, to] = holds(requester, flow.source) ? [requester, accepter] : [accepter, requester];
  if (!holds(from, flow.source) || !holds(to, flow.destination)) return undefined;
  const what = wordsOf(flow);
  return { connection, from: from.name, to: to.name, what, packets: flow.packets, remedy: remedyFor(flow, to, what) };
}

function holds({ prefixes }: JoinedSide, address: Prefix): boolean {
  return prefixes.some((prefix) => contains(prefix, address));
}

function wordsOf({ protocol, port }: RejectedFlow): string {
  if (protocol === "tcp" || protocol === "udp") return formatAllow({ protocol, from: port, to: port });
  return protocol === "icmp" ? "icmp" : "another protocol";
}

function remedyFor(flow: RejectedFlow, { name, allow }: JoinedSide, what: string): string {
  if (flow.protocol === "other") return `no rule of crosspeer admits other protocols than tcp, udp and icmp`;
  if (!allow.some((one) => admits(one, flow))) return `add ${what} to crosspeer:allow of ${name}`;
  return `crosspeer lets ${what} in at the clusters of ${name}: look at its network acls and other security groups`;
}

function admits(allow: Allow, { protocol, port }: RejectedFlow): boolean {
  if (allow.protocol === "all") return true;
  if (allow.protocol !== protocol) return false;
  return allow.protocol === "icmp" || (allow.from <= port && port <= allow.to);
}
