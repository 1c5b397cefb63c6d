import { sameId } from "../resource-id.ts";
import type { AzureState } from "../state.ts";
import type { Cluster } from "./resources.ts";

/** The ids of the IP configurations that hold addresses of a subnet. */
export function subnetUsers(state: AzureState, subnetId: string): string[] {
  return state
    .allGroups()
    .flatMap(({ subscription, clusters }) => [...clusters.values()].map((cluster) => ({ subscription, cluster })))
    .flatMap(({ subscription, cluster }) => usersOf(subscription, cluster, subnetId));
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
