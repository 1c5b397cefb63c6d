import type { Subnet, VirtualNetwork } from "@azure/arm-network";
import { freePrefixes } from "../../core/address-space/free-prefix.ts";
import { familyOf, type Prefix, parsePrefix } from "../../core/address-space/prefix.ts";
import type { NetworkId } from "../../core/connection/network-id.ts";
import { QuotaExceeded } from "../../core/faults.ts";
import type { AzureClients } from "./client.ts";
import { locateVnet } from "./places.ts";
import { toAddressSpace } from "./translate.ts";

/** The only subnet that Azure takes gateways in. */
const gatewaySubnet = "GatewaySubnet";
/** What Azure recommends: room for a second gateway. */
const length = 27;

/** Tag of what was made together with the subnet, which itself can bear none: it goes when they go. */
export const subnetMark = { "crosspeer:gateway-subnet": "made" } as const;

export function gatewaySubnetId(network: NetworkId): string {
  return `${network}/subnets/${gatewaySubnet}`;
}

export function findGatewaySubnet({ subnets = [] }: VirtualNetwork): Subnet | undefined {
  return subnets.find(({ name }) => name?.toLowerCase() === gatewaySubnet.toLowerCase());
}

/**
 * A free place for the subnet.
 *
 * @throws QuotaExceeded when the network has none
 */
export function freeGatewayPrefix(network: NetworkId, vnet: VirtualNetwork): Prefix {
  const used = (vnet.subnets ?? []).flatMap(prefixesOf);
  const pools = toAddressSpace(vnet).filter((pool) => familyOf(pool) === 4);
  const [free] = pools.flatMap((pool) => freePrefixes({ pool, used, length, count: 1 }));
  if (free !== undefined) return free;
  throw new QuotaExceeded(`${network} has no free /${length} for ${gatewaySubnet}: widen its address space`);
}

/** Asks for the subnet and does not wait for it. */
export async function putGatewaySubnet(azure: AzureClients, network: NetworkId, prefix: Prefix): Promise<void> {
  const { subscription, group, name } = locateVnet(network);
  const { subnets } = azure.at(subscription);
  await subnets.createOrUpdate(group, name, gatewaySubnet, { addressPrefix: prefix }).submitted();
}

export async function deleteGatewaySubnet(azure: AzureClients, network: NetworkId): Promise<void> {
  const { subscription, group, name } = locateVnet(network);
  await azure.at(subscription).subnets.delete(group, name, gatewaySubnet).submitted();
}

function prefixesOf({ addressPrefix, addressPrefixes = [] }: Subnet): readonly Prefix[] {
  return [addressPrefix ?? [], addressPrefixes].flat().flatMap((text) => {
    const parsed = parsePrefix(text);
    return parsed.ok ? [parsed.prefix] : [];
  });
}
