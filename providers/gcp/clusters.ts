import { locate } from "../../core/connection/network-id.ts";
import type { GcpClients } from "./client.ts";
import type { Cluster } from "./cluster-list.ts";

/**
 * The clusters in the networks of a project, wherever the clusters are. A project that cannot be read, whatever the reason,
 * leaves none of them known: without its labels a wish would look as if it was taken back.
 */
export async function clustersAround(gcp: GcpClients, project: string): Promise<readonly Cluster[]> {
  const homes = await Promise.all(gcp.projects.map((home) => gcp.clustersOf(home)));
  return homes.flat().filter(({ network }) => locate(network).account === project);
}
