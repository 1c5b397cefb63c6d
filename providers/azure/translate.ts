import type { NetworkSecurityGroup, SecurityRule, VirtualNetwork } from "@azure/arm-network";
import { comparePrefixes, type Prefix, parsePrefix } from "../../core/address-space/prefix.ts";
import type { ConnectionId } from "../../core/connection/connection-id.ts";
import type { Firewall, FirewallRule, Network, Tags } from "../../core/connection/network.ts";
import type { NetworkId } from "../../core/connection/network-id.ts";
import { Invalid } from "../../core/faults.ts";
import { intentKeys, statusKey } from "../../core/intent/tags.ts";
import { type Cluster, isIn } from "./clusters.ts";
import { keyOfOpening, type Opening, ownerOf, toOpenings } from "./translate-rule.ts";

/** The tags that say something to us; a network whose intent is gone may still bear our status, which is ours to mend. */
export const ourKeys: readonly string[] = [...intentKeys, statusKey];

/** Tags as they are set, ours in our spelling: Azure compares names of tags without case. */
export function toTags(tags: Tags | undefined): Tags {
  return Object.fromEntries(
    Object.entries(tags ?? {}).map(([key, value]) => {
      const lower = key.toLowerCase();
      return [ourKeys.includes(lower) ? lower : key, value];
    }),
  );
}

/** Every prefix of a network, IPv4 and IPv6. */
export function toAddressSpace({ id, addressSpace }: VirtualNetwork): readonly Prefix[] {
  const readable = (text: string): Prefix => {
    const parsed = parsePrefix(text);
    if (parsed.ok) return parsed.prefix;
    // What we cannot read must not be left out: an overlap would go unseen.
    throw new Invalid(`could not read the address space of ${id}: ${parsed.reason}`);
  };
  return (addressSpace?.addressPrefixes ?? []).map(readable).sort(comparePrefixes);
}

/** What AKS tells of a network: addresses that nothing outside reaches, and what a plan should say. */
export function toPods(clusters: readonly Cluster[]): Required<Pick<Network, "unroutable" | "remarks">> {
  return {
    unroutable: clusters.flatMap(({ name, podPrefixes }) => podPrefixes.map((prefix) => ({ prefix, cluster: name }))),
    remarks: clusters.flatMap(({ name, hidden }) =>
      hidden === undefined ? [] : [`pods of ${name} cannot be reached from outside: ${hidden}`],
    ),
  };
}

/** A security group that guards clusters, by its id in lower case. */
export interface Guard {
  readonly id: string;
  readonly clusters: readonly string[];
}

/**
 * The security groups at the subnets of a network's clusters. Those that AKS made in a group of its own are AKS's to write,
 * and it does (AKS support policies).
 */
export function toGuards(network: NetworkId, vnet: VirtualNetwork, clusters: readonly Cluster[]): readonly Guard[] {
  const owned = new Set(clusters.map(({ nodeGroup }) => nodeGroup));
  const uses = clusters
    .filter((cluster) => isIn(cluster, network))
    .flatMap(({ name, subnets }) => guardsOf(vnet, subnets).map((id) => ({ id, name })))
    .filter(({ id }) => !owned.has(id.split("/")[4] ?? ""));
  const byId = Map.groupBy(uses, ({ id }) => id);
  return [...byId].map(([id, some]) => ({ id, clusters: [...new Set(some.map(({ name }) => name))].sort() }));
}

function guardsOf({ subnets: all = [] }: VirtualNetwork, used: readonly string[]): readonly string[] {
  return all
    .filter(({ id = "" }) => used.length === 0 || used.includes(id.toLowerCase()))
    .flatMap(({ networkSecurityGroup }) => networkSecurityGroup?.id?.toLowerCase() ?? []);
}

/** A security group with those of its rules that are ours. */
export function toFirewall({ id, clusters }: Guard, group: NetworkSecurityGroup): Firewall {
  const name = firewallName(id);
  const { securityRules = [] } = group;
  // The quota counts both directions.
  return { id: name, cluster: clusters.join(" "), rules: toOwnRules(name, group), ruleCount: securityRules.length };
}

/** The rules that we made, for whichever connection. */
export function toOwnRules(firewall: string, { securityRules = [] }: NetworkSecurityGroup): readonly FirewallRule[] {
  return securityRules.flatMap((rule) => {
    const connection = ownerOf(rule);
    if (connection === undefined) return [];
    return toOpenings(rule).map((opening) => ({ ...opening, id: ruleId(firewall, connection, opening), connection }));
  });
}

/** Names an opening: a security rule of ours holds several, and which ones can change. */
export function ruleId(firewall: string, connection: ConnectionId, opening: Opening): string {
  return `${firewall}/${connection}/${keyOfOpening(opening)}`;
}

/** What a plan should say of a group that lets joined networks in by default, unless something denies it first. */
export function remarksOn({ id }: Guard, { securityRules = [] }: NetworkSecurityGroup): readonly string[] {
  if (securityRules.some(deniesNetworks)) return [];
  const name = id.split("/").at(-1);
  return [`default rule AllowVnetInBound of ${name} lets joined networks in whatever crosspeer:allow says`];
}

function deniesNetworks(rule: SecurityRule): boolean {
  const { access, direction, protocol, destinationPortRange, sourceAddressPrefix, destinationAddressPrefix } = rule;
  const wide = ["*", "VirtualNetwork"];
  return (
    access === "Deny" &&
    direction === "Inbound" &&
    [protocol, destinationPortRange].every((one) => one === "*") &&
    [sourceAddressPrefix, destinationAddressPrefix].every((one) => wide.includes(one ?? ""))
  );
}

/** `group/name` of a security group's id. It is always in the subscription of the networks that it guards. */
export function firewallName(id: string): string {
  const [, , , , group = "", , , , name = ""] = id.split("/");
  return `${group}/${name}`;
}
