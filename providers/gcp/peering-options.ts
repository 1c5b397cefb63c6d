import { connectionIdOf, type Pair } from "../../core/connection/connection-id.ts";
import type { Peering } from "../../core/connection/network.ts";
import { NotYetVisible } from "../../core/faults.ts";
import type { GcpClients } from "./client.ts";
import { attempt } from "./faults.ts";
import { newestOperation, type Purpose, refuseFailed, requestIdFor } from "./operations.ts";
import { readHalves } from "./peerings.ts";
import { toNames } from "./translate.ts";
import { hasWantedFlags, isOurs, wantedFlags } from "./translate-peering.ts";

/**
 * Sets the flags of our halves that have others than we want, one half after the other: Google takes one operation at a
 * time.
 *
 * @throws NotYetVisible until all of them read as wanted
 */
export async function setPeeringOptions(
  gcp: GcpClients,
  pair: Pair,
  { options }: Pick<Peering, "options">,
): Promise<void> {
  if (options.requester && options.accepter) return;
  const halves = await readHalves(gcp, pair);
  for (const side of ["requester", "accepter"] as const) {
    const half = halves[side];
    if (!isOurs(half, pair) || hasWantedFlags(half)) continue;
    await beginUpdate(gcp, { network: pair[side], subject: connectionIdOf(pair), verb: "updatePeering" });
  }
}

async function beginUpdate(gcp: GcpClients, purpose: Purpose): Promise<never> {
  const { network, subject: connection } = purpose;
  const doing = `set the flags of ${connection} in ${network}`;
  const before = await attempt(doing, () => newestOperation(gcp, purpose, doing));
  if (before.state !== "running") {
    await attempt(doing, async () => {
      const [{ latestResponse }] = await gcp.networks.updatePeering({
        ...toNames(network),
        requestId: requestIdFor(gcp, purpose),
        networksUpdatePeeringRequestResource: { networkPeering: { name: connection, ...wantedFlags } },
      });
      refuseFailed(latestResponse, doing);
    });
  }
  const earlier = before.state === "failed" ? `; an earlier attempt failed: ${before.fault.message}` : "";
  throw new NotYetVisible(`the flags of ${connection} in ${network} are being set${earlier}`);
}
