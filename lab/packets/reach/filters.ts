import type { FilterPeer, FilterRule, PacketFilter, Pod, Site } from "../site.ts";
import { isIn } from "./ipv4.ts";
import type { Learned } from "./learned.ts";
import { type Flow, type Loss, lost } from "./verdict.ts";

/** A pod, and the site that it is in. */
export interface Place {
  readonly site: Site;
  readonly pod: Pod;
}

/** Where all filters of a pod let the first packet of a flow pass on this side, undefined. */
export function stopped(
  learned: Learned,
  { site, pod }: Place,
  direction: "ingress" | "egress",
  flow: Flow & { readonly peer: string },
): Loss | undefined {
  const isAboutPeer = (about: FilterPeer) => prefixesOf(learned, site, about).some((prefix) => isIn(prefix, flow.peer));
  for (const filter of pod.filters) {
    const rule = filter[direction].find(
      (candidate) => isAboutPort(candidate, flow) && candidate.peers.some(isAboutPeer),
    );
    if (rule?.action !== "allow") return lost(pod.name, sentence(filter, rule, direction, flow));
  }
  return undefined;
}

function prefixesOf(learned: Learned, { gateways }: Site, peer: FilterPeer): readonly string[] {
  if (peer.kind === "prefix") return [peer.prefix];
  const gateway = gateways.find(({ id }) => id === peer.gateway);
  return gateway === undefined ? [] : (learned.get(gateway) ?? []).map(({ prefix }) => prefix);
}

function isAboutPort(rule: FilterRule, { protocol, port }: Flow): boolean {
  if (rule.protocol !== "all" && rule.protocol !== protocol) return false;
  const { ports } = rule;
  return protocol === "icmp" || ports.length === 0 || ports.some(([from, to]) => from <= port && port <= to);
}

function sentence(
  filter: PacketFilter,
  rule: FilterRule | undefined,
  direction: "ingress" | "egress",
  { protocol, port, peer }: Flow & { readonly peer: string },
): string {
  const kind = protocol === "icmp" ? protocol : `${protocol} ${port}`;
  const what = `${kind} ${direction === "ingress" ? "from" : "to"} ${peer}`;
  if (rule === undefined) return `no ${direction} rule of filter ${filter.id} allows ${what}`;
  return `${direction} rule ${rule.id} of filter ${filter.id} denies ${what}`;
}
