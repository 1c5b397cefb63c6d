import { sameId } from "../resource-id.ts";
import type { AzureState } from "../state.ts";
import { gatewayUsers } from "../vpn/instances.ts";
import type { Cluster } from "./resources.ts";

/** The ids of the IP configurations that hold addresses of a subnet. */
export function subnetUsers(state: AzureState, subnetId: string): string[] {
  const clusters = state
    .allGroups()
    .flatMap(({ subscription, clusters: rows }) => [...rows.values()].map((cluster) => ({ subscription, cluster })))
    .flatMap(({ subscription, cluster }) => usersOf(subscription, cluster, subnetId));
  return [...gatewayUsers(state, subnetId), ...clusters];
}

/** One for each node, of the scale set that AKS makes for a pool in its own group. */
function usersOf(subscription: string, { nodeResourceGroup, agentPools }: Cluster, subnetId: string): string[] {
  const pools = agentPools.filter(
    ({ vnetSubnetId = "", podSubnetId = "" }) => sameId(vnetSubnetId, subnetId) || sameId(podSubnetId, subnetId),
  );
  const compute = `/subscriptions/${subscription}/resourceGroups/${nodeResourceGroup}/providers/Microsoft.Compute`;
  return pools.flatMap(({ name, count }) => {
    const scaleSet = `${compute}/virtualMachineScaleSets/aks-${name}-vmss`;
    const nodes = Array.from({ length: count }, (_, index) => `${scaleSet}/virtualMachines/${index}`);
    return nodes.map((node) => `${node}/networkInterfaces/${name}/ipConfigurations/ipconfig1`);
  });
}
