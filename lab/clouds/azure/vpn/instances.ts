import { sameId } from "../resource-id.ts";
import type { AzureState } from "../state.ts";
import type { Connection, Instance, VpnGateway } from "./resources.ts";

/** All gateways of all groups, with those that are being made or taken away. */
export function allGateways(state: AzureState): VpnGateway[] {
  return state.allGroups().flatMap(({ gateways }) => [...gateways.values()]);
}

/** The gateway that stands in a subnet, if there is one. */
export function gatewayIn(state: AzureState, subnetId: string): VpnGateway | undefined {
  return allGateways(state).find(({ settings }) => settings.instances.some(({ subnet }) => sameId(subnet, subnetId)));
}

/** The IP configuration that holds a public address, if there is one. */
export function publicIpUser(state: AzureState, publicIpId: string): Instance | undefined {
  const instances = allGateways(state).flatMap(({ settings }) => settings.instances);
  return instances.find(({ publicIp }) => sameId(publicIp, publicIpId));
}

/** An instance's outside address: empty where the public address has none. */
export function outsideAddress(state: AzureState, { publicIp }: Instance): string {
  return state.publicIp(publicIp)?.address ?? "";
}

/** The connections of a gateway. */
export function connectionsOf(state: AzureState, gatewayId: string): Connection[] {
  const all = state.allGroups().flatMap(({ connections }) => [...connections.values()]);
  return all.filter(({ settings }) => sameId(settings.gateway, gatewayId));
}

/** The ids of the IP configurations of gateways that hold addresses of a subnet. */
export function gatewayUsers(state: AzureState, subnetId: string): string[] {
  const instances = allGateways(state).flatMap(({ settings }) => settings.instances);
  return instances.filter(({ subnet }) => sameId(subnet, subnetId)).map(({ id }) => id);
}
