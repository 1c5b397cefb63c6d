import { createHash } from "node:crypto";
import type { protos } from "@google-cloud/compute";
import type { Family } from "../../core/address-space/address.ts";
import { comparePrefixes, familyOf, parsePrefix } from "../../core/address-space/prefix.ts";
import { type ConnectionId, parseConnectionId } from "../../core/connection/connection-id.ts";
import type { Allow, Firewall, FirewallRule } from "../../core/connection/network.ts";
import { locate, type NetworkId } from "../../core/connection/network-id.ts";
import { Invalid } from "../../core/faults.ts";
import { formatAllow } from "../../core/intent/allow.ts";

export type FirewallResource = protos.google.cloud.compute.v1.IFirewall;
type Allowed = protos.google.cloud.compute.v1.IAllowed;

/** What a rule lets in. */
export type Opening = Pick<FirewallRule, "source" | "allow">;

/**
 * The name of the resource that holds a connection's rules of one family in one network. Firewall rules are named within a
 * project, and both networks may be in the same: so the network is told too, by 24 bits of a hash.
 */
export function resourceNameOf(connection: ConnectionId, network: NetworkId, family: Family): string {
  const network24 = createHash("sha256").update(network).digest("hex").slice(0, 6);
  return `${connection}-${network24}${family === 6 ? "-v6" : ""}`;
}

/** The one firewall of a network, which guards all of its clusters. */
export function toFirewall(
  network: NetworkId,
  clusters: readonly string[],
  resources: readonly FirewallResource[],
): Firewall {
  return {
    id: locate(network).localId,
    cluster: clusters.join(" "),
    rules: resources.flatMap((resource) => toRules(resource, network)),
    ruleCount: resources.filter(({ direction }) => direction !== "EGRESS").length,
  };
}

/** The rules that a resource of ours stands for: every source with everything that is allowed. */
export function toRules(resource: FirewallResource, network: NetworkId): readonly FirewallRule[] {
  const connection = ownerOf(resource, network);
  if (connection === undefined) return [];
  return toOpenings(resource).map((opening) => ({
    id: ruleIdOf(resource.name ?? "", opening),
    ...opening,
    connection,
  }));
}

export function ruleIdOf(resource: string, { source, allow }: Opening): string {
  return `${resource}/${formatAllow(allow)}/${source}`;
}

/** What a resource lets in whole; nothing where it is switched off or holds for some machines only. */
export function toOpenings(resource: FirewallResource): readonly Opening[] {
  if (resource.disabled === true || !isPlain(resource)) return [];
  const sources = (resource.sourceRanges ?? []).flatMap((text) => {
    const parsed = parsePrefix(text);
    return parsed.ok ? [parsed.prefix] : [];
  });
  const allows = (resource.allowed ?? []).flatMap(toAllows);
  return sources.flatMap((source) => allows.map((allow) => ({ source, allow })));
}

/** Whether a resource has nothing that a patch of ours could not put right. */
export function isPlain(resource: FirewallResource): boolean {
  const { direction, denied, targetTags, targetServiceAccounts, sourceTags, sourceServiceAccounts } = resource;
  const lists = [denied, targetTags, targetServiceAccounts, sourceTags, sourceServiceAccounts];
  return direction !== "EGRESS" && lists.every((list) => !list?.length);
}

/** The part of a resource that says what comes in. The plan opens all of a source's ports or none: one resource holds it. */
export function fold(openings: readonly Opening[]): Required<Pick<FirewallResource, "sourceRanges" | "allowed">> {
  const sources = [...new Set(openings.map(({ source }) => source))].sort(comparePrefixes);
  const allows = [...new Map(openings.map(({ allow }) => [formatAllow(allow), allow])).values()];
  const distinct = new Set(openings.map(({ source, allow }) => `${source} ${formatAllow(allow)}`));
  if (distinct.size !== sources.length * allows.length) {
    throw new Invalid(`could not write rules that open other ports to each source: ${[...distinct].join(" · ")}`);
  }
  const family = sources[0] === undefined ? 4 : familyOf(sources[0]);
  return { sourceRanges: sources, allowed: fromAllows(allows, family) };
}

/** Ports of one protocol stand together. The key is spelled as Compute spells it: another spelling would be dropped. */
function fromAllows(allows: readonly Allow[], family: Family): Allowed[] {
  const protocols = Map.groupBy(allows, ({ protocol }) => protocol);
  return [...protocols.keys()].sort().map((protocol) => {
    const ports = (protocols.get(protocol) ?? []).flatMap(portsOf).sort();
    const whole = ports.includes("0-65535");
    return { IPProtocol: nameOf(protocol, family), ...(ports.length === 0 || whole ? {} : { ports }) };
  });
}

function portsOf(allow: Allow): readonly string[] {
  if (allow.protocol === "all" || allow.protocol === "icmp") return [];
  return [allow.from === allow.to ? String(allow.from) : `${allow.from}-${allow.to}`];
}

/** ICMP of IPv6 has no name here, only its number (IANA: protocol numbers). */
function nameOf(protocol: Allow["protocol"], family: Family): string {
  return protocol === "icmp" && family === 6 ? "58" : protocol;
}

function toAllows({ IPProtocol, ports }: Allowed): readonly Allow[] {
  switch (IPProtocol) {
    case "all":
      return [{ protocol: "all" }];
    case "icmp":
    case "58":
      return [{ protocol: "icmp" }];
    case "tcp":
    case "udp":
      return ports?.length
        ? ports.map((text) => ({ protocol: IPProtocol, ...toPorts(text) }))
        : [{ protocol: IPProtocol, from: 0, to: 65535 }];
    default:
      return [];
  }
}

function toPorts(text: string): { readonly from: number; readonly to: number } {
  const [from, to = from] = text.split("-").map(Number);
  return { from: from ?? 0, to: to ?? 0 };
}

/** The connection whose rules a resource holds, by its name. */
function ownerOf({ name }: FirewallResource, network: NetworkId): ConnectionId | undefined {
  const connection = parseConnectionId((name ?? "").slice(0, "cx-".length + 13));
  if (connection === undefined) return undefined;
  const own = [4, 6].map((family) => resourceNameOf(connection, network, family === 4 ? 4 : 6));
  return own.includes(name ?? "") ? connection : undefined;
}
