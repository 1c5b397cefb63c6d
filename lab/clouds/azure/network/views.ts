import { subnetUsers } from "../clusters/subnet-users.ts";
import type { AzureState } from "../state.ts";
import { syncLevel } from "./peering-states.ts";
import type { Peering, Subnet, Vnet } from "./resources.ts";
import { provisioningState } from "./writes.ts";

const TYPE = "Microsoft.Network/virtualNetworks";
/** The first version whose recorded answers have the field; 2022-01-01 has not. */
const ENDPOINT_POLICIES_SINCE = "2024-01-01";

/** Answers differ with the version asked for. */
export interface View {
  readonly state: AzureState;
  readonly apiVersion: string;
}

export function viewVnet(view: View, vnet: Vnet): object {
  const { id, name, etag, location, tags, guid, dnsServers, kept } = vnet;
  const policies = view.apiVersion >= ENDPOINT_POLICIES_SINCE ? { privateEndpointVNetPolicies: "Disabled" } : {};
  return {
    ...{ name, id, etag, type: TYPE, location },
    ...(tags === undefined ? {} : { tags }),
    properties: {
      ...{ provisioningState: provisioningState(vnet), resourceGuid: guid },
      addressSpace: { addressPrefixes: vnet.prefixes },
      ...(dnsServers === undefined ? {} : { dhcpOptions: { dnsServers } }),
      ...policies,
      subnets: [...vnet.subnets.values()].map((subnet) => viewSubnet(view, vnet, subnet)),
      virtualNetworkPeerings: [...vnet.peerings.values()].map((peering) => viewPeering(view, vnet, peering)),
      enableDdosProtection: false,
      ...kept,
    },
  };
}

export function viewSubnet({ state }: View, vnet: Vnet, subnet: Subnet): object {
  const { id, name, prefixes, plural, securityGroup, kept } = subnet;
  const users = subnetUsers(state, id);
  const status = provisioningState(vnet, childOf("subnets", name));
  return {
    ...{ name, id, etag: vnet.etag },
    properties: {
      provisioningState: status,
      ...(plural ? { addressPrefixes: prefixes } : { addressPrefix: prefixes[0] }),
      ...(securityGroup === undefined ? {} : { networkSecurityGroup: { id: securityGroup } }),
      ...(users.length === 0 ? {} : { ipConfigurations: users.map((user) => ({ id: user })) }),
      delegations: [...subnet.delegations].map(([lent, service]) => viewDelegation(vnet, subnet, lent, service)),
      ...kept,
    },
    type: `${TYPE}/subnets`,
  };
}

function viewDelegation({ etag }: Vnet, subnet: Subnet, name: string, serviceName: string): object {
  const actions = ["Microsoft.Network/virtualNetworks/subnets/join/action"];
  return {
    ...{ name, id: `${subnet.id}/delegations/${name}`, etag },
    properties: { provisioningState: "Succeeded", serviceName, actions },
    type: `${TYPE}/subnets/delegations`,
  };
}

export function viewPeering({ state }: View, vnet: Vnet, peering: Peering): object {
  const { id, name, guid, remote, flags, seen } = peering;
  const other = state.vnet(remote);
  const gateways = flags.useRemoteGateways ? (other?.gateways ?? []) : [];
  return {
    ...{ name, id, etag: vnet.etag },
    properties: {
      provisioningState: provisioningState(vnet, childOf("virtualNetworkPeerings", name)),
      ...{ resourceGuid: guid, peeringState: peering.state, peeringSyncLevel: syncLevel(state, vnet, peering) },
      ...{ remoteVirtualNetwork: { id: remote }, ...flags, peerCompleteVnets: true },
      ...(gateways.length === 0 ? {} : { remoteGateways: gateways.map((gateway) => ({ id: gateway })) }),
      remoteAddressSpace: { addressPrefixes: seen },
      remoteVirtualNetworkAddressSpace: { addressPrefixes: other?.prefixes ?? seen },
      routeServiceVips: {},
    },
    type: `${TYPE}/virtualNetworkPeerings`,
  };
}

/** The name of a child in its parent's lock. */
export function childOf(collection: string, name: string): string {
  return `${collection}/${name.toLowerCase()}`;
}
