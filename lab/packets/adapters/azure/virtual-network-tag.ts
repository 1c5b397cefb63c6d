import type { FilterPeer } from "../../site.ts";
import { isIpv4 } from "../addresses.ts";
import type { Vnet } from "./documents.ts";

/**
 * Whom the tag `VirtualNetwork` stands for: the network's own prefixes, those of the networks that it is peered with as
 * its halves know them, and what its gateways have learned ("Virtual network service tags").
 */
export function virtualNetworkOf({ properties }: Vnet, gateways: readonly string[]): FilterPeer[] {
  const peered = properties.virtualNetworkPeerings
    .map((half) => half.properties)
    .filter(({ peeringState, allowVirtualNetworkAccess }) => peeringState === "Connected" && allowVirtualNetworkAccess)
    .flatMap(({ remoteAddressSpace }) => remoteAddressSpace.addressPrefixes);
  const prefixes = [...properties.addressSpace.addressPrefixes, ...peered].filter(isIpv4);
  return [
    ...prefixes.map((prefix) => ({ kind: "prefix", prefix }) as const),
    ...gateways.map((gateway) => ({ kind: "learned", gateway }) as const),
  ];
}
