import type { FilterRule, PacketFilter } from "../../site.ts";
import type { GatewayNode, PodNode } from "./nodes.ts";

/** What a drop or a rule of nftables stands for; found again by the number in its comment. */
export interface Drop {
  readonly pod: string;
  readonly filter: string;
  readonly direction: "ingress" | "egress";
  /** The rule that denies; absent where no rule lets the packet pass. */
  readonly rule?: string;
}

export interface Ruleset {
  /** For `nft -f -`. */
  readonly text: string;
  readonly drops: readonly Drop[];
}

/** The name of the set that holds what a gateway has learned. */
export function learnedSet({ index }: GatewayNode): string {
  return `learned${index}`;
}

/**
 * The filters of a network's pods as rules of nftables: one chain for each filter and direction, in which a rule that allows
 * goes back to the next filter, and whatever comes to the end is dropped and counted.
 */
export function filterRules(pods: readonly PodNode[], gateways: readonly GatewayNode[]): Ruleset {
  const drops: Drop[] = [];
  const drop = (what: Drop) => `counter drop comment "${drops.push(what) - 1}"`;
  const chains = pods.flatMap((node) =>
    node.pod.filters.flatMap((filter, number) =>
      directions.map((direction) => {
        const lines = filter[direction].flatMap((rule) => {
          const about = { pod: node.pod.name, filter: filter.id, direction, rule: rule.id };
          const verdict = () => (rule.action === "allow" ? "return" : drop(about));
          return matchesOf(rule, direction, gateways).map((match) => `${match}${verdict()}`);
        });
        lines.push(drop({ pod: node.pod.name, filter: filter.id, direction }));
        return `chain ${chainOf(node, direction, number)} {\n${lines.join("\n")}\n}`;
      }),
    ),
  );
  const jumps = directions.toReversed().flatMap((direction) =>
    pods.flatMap((node) => {
      const device = `${direction === "egress" ? "iifname" : "oifname"} "${node.device}"`;
      return node.pod.filters.map((_, number) => `${device} jump ${chainOf(node, direction, number)}`);
    }),
  );
  const sets = gateways.map((gateway) => `set ${learnedSet(gateway)} { type ipv4_addr; flags interval; auto-merge; }`);
  const forward = ["type filter hook forward priority 0; policy accept;", "ct state established,related accept"];
  const text = ["table ip filters {", ...sets, ...chains, "chain forward {", ...forward, ...jumps, "}", "}", ""];
  return { text: text.join("\n"), drops };
}

const directions = ["ingress", "egress"] as const satisfies readonly (keyof PacketFilter)[];

function chainOf({ device }: PodNode, direction: string, number: number): string {
  return `${direction}_${device}_${number}`;
}

/** The parts of a rule before its verdict, one for each of its peers; sets of prefixes would have to be free of overlaps. */
function matchesOf(
  { protocol, ports, peers }: FilterRule,
  direction: "ingress" | "egress",
  gateways: readonly GatewayNode[],
): string[] {
  const side = direction === "ingress" ? "saddr" : "daddr";
  const what = protocolMatch(protocol, ports);
  return peers.flatMap((peer) => {
    if (peer.kind === "prefix") return [peer.prefix.endsWith("/0") ? what : `ip ${side} ${peer.prefix} ${what}`];
    const gateway = gateways.find((node) => node.gateway.id === peer.gateway);
    return gateway === undefined ? [] : [`ip ${side} @${learnedSet(gateway)} ${what}`];
  });
}

function protocolMatch(protocol: FilterRule["protocol"], ports: FilterRule["ports"]): string {
  if (protocol === "all") return "";
  if (protocol === "icmp" || ports.length === 0) return `ip protocol ${protocol} `;
  return `${protocol} dport { ${ports.map(([from, to]) => (from === to ? from : `${from}-${to}`)).join(", ")} } `;
}
