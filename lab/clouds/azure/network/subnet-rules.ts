import { providerError } from "../arm-error.ts";
import { subnetUsers } from "../clusters/subnet-users.ts";
import { keyOf } from "../resource-id.ts";
import type { AzureState } from "../state.ts";
import { checkPrefix, holds, overlapping, sameSpace } from "./address-space.ts";
import { badReference } from "./errors.ts";
import type { Subnet } from "./resources.ts";
import type { SubnetInput } from "./schemas.ts";

const DEFAULTS = { privateEndpointNetworkPolicies: "Disabled", privateLinkServiceNetworkPolicies: "Enabled" };

/** A subnet as a request asks for it. */
export function subnetOf(state: AzureState, vnetId: string, name: string, input: SubnetInput): Subnet {
  const { addressPrefix, addressPrefixes, networkSecurityGroup, ...rest } = input.properties ?? {};
  const { provisioningState: _state, ipConfigurations: _users, purpose: _purpose, ...settings } = rest;
  const { serviceEndpoints = [], delegations = [], ...others } = settings;
  const id = `${vnetId}/subnets/${name}`;
  const prefixes = addressPrefixes ?? (addressPrefix === undefined ? [] : [addressPrefix]);
  if (prefixes.length === 0) {
    throw providerError("NoAddressPrefixOrPoolProvided", `Subnet ${id} must have an address prefix.`);
  }
  for (const prefix of prefixes) checkPrefix(prefix, id);
  const securityGroup = networkSecurityGroup?.id;
  if (securityGroup !== undefined && state.securityGroup(securityGroup) === undefined) {
    throw badReference(securityGroup, id);
  }
  const endpoints = serviceEndpoints.map((endpoint) => ({
    ...{ provisioningState: "Succeeded", service: endpoint.service, locations: ["*"] },
  }));
  const kept = {
    ...DEFAULTS,
    ...others,
    ...(endpoints.length > 0 && { serviceEndpoints: endpoints }),
  };
  const services = new Map(delegations.map((delegation) => [delegation.name, delegation.properties.serviceName]));
  return { id, name, prefixes, plural: addressPrefixes !== undefined, securityGroup, delegations: services, kept };
}

/** Throws unless the subnets lie in the address space and apart from each other. */
export function checkLayout(vnetName: string, space: readonly string[], subnets: readonly Subnet[]): void {
  for (const subnet of subnets) {
    const invalid = `Subnet '${subnet.name}' is not valid because its IP address range`;
    if (!subnet.prefixes.every((prefix) => holds(space, prefix))) {
      const message = `${invalid} is outside the IP address range of virtual network '${vnetName}'.`;
      throw providerError("NetcfgSubnetRangeOutsideVnet", message);
    }
    const rival = subnets.find((other) => other !== subnet && overlapping(subnet.prefixes, other.prefixes).length > 0);
    if (rival === undefined) continue;
    const message = `${invalid} overlaps with that of an existing subnet in virtual network '${vnetName}'.`;
    throw providerError("NetcfgSubnetRangesOverlap", message);
  }
}

/** Throws when a subnet that is used would go or lose a prefix. */
export function checkUse(state: AzureState, before: Iterable<Subnet>, after: ReadonlyMap<string, Subnet>): void {
  for (const subnet of before) {
    const [user] = subnetUsers(state, subnet.id);
    if (user === undefined) continue;
    const kept = after.get(keyOf(subnet.name));
    if (kept === undefined) {
      const message = `Subnet ${subnet.name} is in use by ${user} and cannot be deleted. In order to delete the subnet, delete all the resources within the subnet. See aka.ms/deletesubnet.`;
      throw providerError("InUseSubnetCannotBeDeleted", message);
    }
    if (sameSpace(subnet.prefixes, kept.prefixes)) continue;
    const message = `IpPrefix ${subnet.prefixes[0]} on Subnet ${subnet.name} has active allocations and cannot be deleted.`;
    throw providerError("InUsePrefixCannotBeDeleted", message);
  }
}
