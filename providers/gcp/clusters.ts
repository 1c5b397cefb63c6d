import { locate } from "../../core/connection/network-id.ts";
import { Invalid, Refused } from "../../core/faults.ts";
import type { GcpClients } from "./client.ts";
import type { Cluster } from "./cluster-list.ts";

/**
 * The clusters in the networks of a project, wherever the clusters are. A project that we may not read, or that is gone, is
 * left out where it is another one; what may pass is thrown: without its labels a wish would look as if it was taken back.
 */
export async function clustersAround(gcp: GcpClients, project: string): Promise<readonly Cluster[]> {
  const homes = await Promise.all(
    gcp.projects.map(async (home) => {
      try {
        return await gcp.clustersOf(home);
      } catch (fault) {
        if (home !== project && (fault instanceof Refused || fault instanceof Invalid)) return [];
        throw fault;
      }
    }),
  );
  return homes.flat().filter(({ network }) => locate(network).account === project);
}
