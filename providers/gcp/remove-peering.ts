import { connectionIdOf, type Pair } from "../../core/connection/connection-id.ts";
import type { Removal } from "../provider.ts";
import type { GcpClients } from "./client.ts";
import type { Purpose } from "./operations.ts";
import { readNetworks } from "./read-networks.ts";
import { toNames } from "./translate.ts";
import { halvesOf, isOurs } from "./translate-peering.ts";
import { askToDelete, beginOnce } from "./vpn-operations.ts";

/** Seconds that an operation on a peering takes. */
const soon = 10;

/**
 * Takes away the halves that bear the connection's id as their name, one after the other: Google takes one peering
 * operation at a time on networks that are joined (VPC Network Peering: restrictions). A network that is gone has none.
 */
export async function removePeering(gcp: GcpClients, pair: Pair): Promise<Removal> {
  const networks = await readNetworks(gcp, [pair.requester, pair.accepter]);
  const halves = halvesOf(pair, networks);
  const side = (["accepter", "requester"] as const).find((one) => isOurs(halves[one], pair));
  if (side === undefined) return { done: true, wait: 0 };
  const network = pair[side];
  const purpose: Purpose = { network, subject: connectionIdOf(pair), verb: "removePeering" };
  await beginOnce(gcp, {
    purpose,
    doing: `take peering ${purpose.subject} away from ${network}`,
    ask: (requestId) =>
      askToDelete(() =>
        gcp.networks.removePeering({
          ...toNames(network),
          requestId,
          networksRemovePeeringRequestResource: { name: purpose.subject },
        }),
      ),
  });
  return { done: false, wait: soon };
}
