import type { protos } from "@google-cloud/compute";
import { comparePrefixes, familyOf, type Prefix, parsePrefix, prefix } from "../../core/address-space/prefix.ts";
import { locate, type NetworkId, parseNetworkId } from "../../core/connection/network-id.ts";
import { Invalid } from "../../core/faults.ts";

export type GcpNetwork = protos.google.cloud.compute.v1.INetwork;
export type Subnetwork = protos.google.cloud.compute.v1.ISubnetwork;
type PeeringRoute = protos.google.cloud.compute.v1.IExchangedPeeringRoute;

/** What an auto mode network holds for subnets of regions to come (VPC networks: auto mode IPv4 ranges). */
const autoModeBlock = prefix("10.128.0.0/9");

/** The network that a resource's URL names, full or partial; undefined when it names none that we could ask about. */
export function toNetworkId(link: string | null | undefined): NetworkId | undefined {
  return parseNetworkId(/projects\/[^/]+\/global\/networks\/[^/]+$/.exec(link ?? "")?.[0] ?? "");
}

/**
 * Every IPv4 prefix of a network: the ranges of its subnets, and the secondary ones that hold pods and services. IPv6 is
 * left out, since our peerings carry IPv4 alone.
 */
export function toAddressSpace(network: GcpNetwork, subnetworks: readonly Subnetwork[]): readonly Prefix[] {
  const texts = subnetworks.flatMap(({ ipCidrRange, secondaryIpRanges }) => [
    ipCidrRange,
    ...(secondaryIpRanges ?? []).map((range) => range.ipCidrRange),
  ]);
  const ranges = texts.flatMap((text) => (text ? [readable(text, network)] : []));
  return withoutRepeats([...ranges, ...(network.autoCreateSubnetworks === true ? [autoModeBlock] : [])]);
}

/** What a network takes in through a peering. A block that the peer only keeps free is taken in with any part of it. */
export function toImportedPrefixes(routes: readonly PeeringRoute[], peer: GcpNetwork): readonly Prefix[] {
  const imported = routes
    .filter((route) => route.imported === true)
    .flatMap(({ destRange }) => {
      const parsed = parsePrefix(destRange ?? "");
      return parsed.ok && familyOf(parsed.prefix) === 4 ? [parsed.prefix] : [];
    });
  return withoutRepeats(
    imported.length > 0 && peer.autoCreateSubnetworks === true ? [...imported, autoModeBlock] : imported,
  );
}

/** A network as Compute's calls name it. */
export function toNames(network: NetworkId): { readonly project: string; readonly network: string } {
  const { account, localId } = locate(network);
  return { project: account, network: localId };
}

/** An address that we cannot read must not be left out: an overlap would go unseen. */
function readable(text: string, { name }: GcpNetwork): Prefix {
  const parsed = parsePrefix(text);
  if (parsed.ok) return parsed.prefix;
  throw new Invalid(`could not read the address space of ${name}: ${parsed.reason}`);
}

function withoutRepeats(prefixes: readonly Prefix[]): readonly Prefix[] {
  return [...new Set(prefixes)].sort(comparePrefixes);
}
