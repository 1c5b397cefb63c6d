import type { FilterPeer, FilterRule } from "../../site.ts";
import { asPrefix, holds, isIpv4 } from "../addresses.ts";
import type { SecurityRule } from "./documents.ts";

interface Subject {
  readonly rules: readonly SecurityRule[];
  /** The pod's. */
  readonly address: string;
  /** Whom the tag `VirtualNetwork` stands for. */
  readonly tag: readonly FilterPeer[];
}

/** The rules of a security group that are about packets to a pod, or from it, in the order in which they are heeded. */
export function rulesFor(direction: "Inbound" | "Outbound", { rules, address, tag }: Subject): FilterRule[] {
  return rules
    .filter(({ properties }) => properties.direction === direction)
    .toSorted((a, b) => a.properties.priority - b.properties.priority)
    .flatMap((rule) => {
      const sources = peersOf([rule.properties.sourceAddressPrefix, rule.properties.sourceAddressPrefixes], tag);
      const targets = peersOf(
        [rule.properties.destinationAddressPrefix, rule.properties.destinationAddressPrefixes],
        tag,
      );
      const [own, peers] = direction === "Inbound" ? [targets, sources] : [sources, targets];
      return own.some((peer) => isAbout(peer, address)) ? (toRule(rule, peers) ?? []) : [];
    });
}

const PROTOCOLS: Readonly<Record<string, FilterRule["protocol"]>> = {
  "*": "all",
  tcp: "tcp",
  udp: "udp",
  icmp: "icmp",
};

/** A value of one of a rule's fields that come as one and as many. */
type Either = readonly [one: string | undefined, many: readonly string[]];

/** No pod is on the Internet, nor in Azure's services or load balancers: other tags than `VirtualNetwork` are nobody. */
function peersOf(either: Either, tag: readonly FilterPeer[]): FilterPeer[] {
  return all(either).flatMap((text) => {
    if (text === "VirtualNetwork") return tag;
    if (text === "*") return [{ kind: "prefix", prefix: "0.0.0.0/0" } as const];
    return /^\d/.test(text) && isIpv4(text) ? [{ kind: "prefix", prefix: asPrefix(text) } as const] : [];
  });
}

function all([one, many]: Either): string[] {
  return [...(one === undefined || one === "" ? [] : [one]), ...many];
}

function isAbout(peer: FilterPeer, address: string): boolean {
  return peer.kind === "prefix" && holds(peer.prefix, address);
}

/** Undefined for what no packet of a pod is like. */
function toRule({ name, properties }: SecurityRule, peers: readonly FilterPeer[]): FilterRule | undefined {
  const { access, protocol: written, sourcePortRange, sourcePortRanges } = properties;
  const from = all([sourcePortRange, sourcePortRanges]);
  if (from.some((range) => range !== "*")) throw new Error(`rule ${name} is for source ports ${from}: expected all`);
  const protocol = PROTOCOLS[written.toLowerCase()];
  if (protocol === undefined || peers.length === 0) return undefined;
  const ports = all([properties.destinationPortRange, properties.destinationPortRanges]);
  return {
    ...{ id: name, action: access === "Deny" ? "deny" : "allow", protocol },
    ...{ ports: ports.includes("*") ? [] : ports.map(toPorts), peers },
  };
}

function toPorts(text: string): readonly [number, number] {
  const [first = "", last = first] = text.split("-");
  return [Number(first), Number(last)];
}
