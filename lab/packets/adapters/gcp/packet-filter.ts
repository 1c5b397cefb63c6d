import type { FilterRule, PacketFilter } from "../../site.ts";
import { asPrefix, isIpv4 } from "../addresses.ts";
import type { Firewall, Network } from "./documents.ts";

/**
 * A network's firewall rules in the order in which they are heeded: by priority, and of the same priority those that
 * deny first. Rules for instances with some tag or service account are left out, as no pod of ours has any.
 */
export function packetFilter(firewalls: readonly Firewall[], { selfLink, name }: Network): PacketFilter {
  const own = firewalls
    .filter((rule) => rule.network === selfLink && !rule.disabled)
    .filter(({ targetTags, targetServiceAccounts }) => targetTags.length + targetServiceAccounts.length === 0)
    .toSorted((a, b) => a.priority - b.priority || rank(a) - rank(b));
  const rules = (direction: Firewall["direction"]) =>
    own.filter((rule) => rule.direction === direction).flatMap((rule) => toRules(rule));
  return { id: `firewall of ${name}`, ingress: rules("INGRESS"), egress: [...rules("EGRESS"), ANY_EGRESS] };
}

/** Every network's last rule for packets that leave; the one for those that arrive denies them. */
const ANY_EGRESS: FilterRule = {
  ...{ id: "implied allow egress", action: "allow", protocol: "all", ports: [] },
  peers: [{ kind: "prefix", prefix: "0.0.0.0/0" }],
};

const PROTOCOLS: Readonly<Record<string, FilterRule["protocol"]>> = {
  ...{ all: "all", tcp: "tcp", udp: "udp", icmp: "icmp" },
  ...{ "6": "tcp", "17": "udp", "1": "icmp" },
};

function rank({ denied }: Firewall): number {
  return denied.length > 0 ? 0 : 1;
}

/** One for each protocol that a pod's packets may have; none where only tags tell whom the rule is about. */
function toRules({ name, direction, allowed, denied, sourceRanges, destinationRanges }: Firewall): FilterRule[] {
  const ranges = (direction === "INGRESS" ? sourceRanges : destinationRanges).filter(isIpv4);
  const peers = ranges.map((range) => ({ kind: "prefix", prefix: asPrefix(range) }) as const);
  const action = denied.length > 0 ? "deny" : "allow";
  const entries = [...allowed, ...denied];
  if (peers.length === 0) return [];
  return entries.flatMap(({ IPProtocol, ports }) => {
    const protocol = PROTOCOLS[IPProtocol];
    const id = entries.length > 1 ? `${name} ${IPProtocol}` : name;
    return protocol === undefined ? [] : [{ id, action, protocol, ports: ports.map(toPorts), peers }];
  });
}

function toPorts(text: string): readonly [number, number] {
  const [first = "", last = first] = text.split("-");
  return [Number(first), Number(last)];
}
