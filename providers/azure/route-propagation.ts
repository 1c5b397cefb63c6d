import type { RouteTable, VirtualNetwork } from "@azure/arm-network";
import type { NetworkId } from "../../core/connection/network-id.ts";
import type { AzureClients } from "./client.ts";
import { type Cluster, isIn, readClusters } from "./clusters.ts";
import { unlessMissing } from "./faults.ts";
import { getVnet } from "./networks.ts";
import { locateResource, locateVnet } from "./places.ts";

/** A sentence for each route table at a cluster's subnets that does not take what a gateway has learned. */
export async function propagationDifferences(
  azure: AzureClients,
  network: NetworkId,
  gateway: string,
): Promise<readonly string[]> {
  const { subscription } = locateVnet(network);
  const [vnet, clusters] = await Promise.all([getVnet(azure, network), readClusters(azure, subscription)]);
  const ids = vnet === undefined ? [] : clusterTables(network, vnet, clusters);
  const tables = await Promise.all(ids.map((id) => readTable(azure, id)));
  return tables.flatMap((table) => (table !== undefined && isClosed(table) ? [closedTable(table, gateway)] : []));
}

/** The ids of the route tables at the subnets of a network's clusters, each once. */
export function clusterTables(
  network: NetworkId,
  { subnets = [] }: VirtualNetwork,
  clusters: readonly Cluster[],
): readonly string[] {
  const here = clusters.filter((cluster) => isIn(cluster, network));
  const used = subnets.filter(({ id = "" }) =>
    // A cluster that names no subnets has the whole network, which AKS made for it.
    here.some((cluster) => cluster.subnets.length === 0 || cluster.subnets.includes(id.toLowerCase())),
  );
  return [...new Set(used.flatMap(({ routeTable }) => routeTable?.id?.toLowerCase() ?? []))];
}

function isClosed({ disableBgpRoutePropagation }: RouteTable): boolean {
  return disableBgpRoutePropagation === true;
}

function closedTable({ name }: RouteTable, gateway: string): string {
  return `route table ${name} does not take routes from ${gateway}: propagation is off`;
}

function readTable(azure: AzureClients, id: string): Promise<RouteTable | undefined> {
  const { subscription, group, name } = locateResource(id);
  return unlessMissing(() => azure.at(subscription).routeTables.get(group, name));
}
