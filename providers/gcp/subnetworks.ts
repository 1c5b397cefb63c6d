import { Throttled } from "../../core/faults.ts";
import { type GcpClients, reading } from "./client.ts";
import { collect } from "./pages.ts";
import type { Subnetwork } from "./translate.ts";

/** Every subnet of a project, in all regions. */
export async function readSubnetworks(gcp: GcpClients, project: string): Promise<readonly Subnetwork[]> {
  const scopes = await collect(gcp.subnetworks.aggregatedListAsync({ project, ...gcp.paged }, reading()));
  return scopes.flatMap(([scope, { subnetworks, warning }]) => {
    // A region that does not answer must not look as if it had no subnet: an overlap would go unseen.
    if (warning?.code && warning.code !== "NO_RESULTS_ON_PAGE") {
      throw new Throttled(`could not list the subnets of ${project} in ${scope}: ${warning.message ?? warning.code}`);
    }
    return subnetworks ?? [];
  });
}
