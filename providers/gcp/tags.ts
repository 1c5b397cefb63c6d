import { locate, type NetworkId } from "../../core/connection/network-id.ts";
import { labelKeyOf, labelOfStatus } from "../../core/intent/label.ts";
import type { GcpClients } from "./client.ts";
import type { Cluster } from "./cluster-list.ts";
import { clustersAround } from "./clusters.ts";
import { attempt, isNotFound } from "./faults.ts";

/**
 * Sets a tag of a network as a label of each of its clusters, or takes it away when the value is undefined. A network has
 * no labels itself: without clusters there is nothing to write on.
 */
export async function writeTag(
  gcp: GcpClients,
  { network, key, value }: { network: NetworkId; key: string; value: string | undefined },
): Promise<void> {
  const label = { key: labelKeyOf(key), value: value === undefined ? undefined : labelOfStatus(value) };
  const clusters = await clustersAround(gcp, locate(network).account);
  const stale = clusters.filter((cluster) => cluster.network === network && cluster.labels[label.key] !== label.value);
  // All are tried: one that is busy must not keep the others from being told.
  const answers = await Promise.allSettled(stale.map((cluster) => setLabel(gcp, cluster, label)));
  const failed = answers.find((answer) => answer.status === "rejected");
  if (failed !== undefined) throw failed.reason;
}

async function setLabel(
  gcp: GcpClients,
  { path, labels, labelFingerprint }: Cluster,
  { key, value }: { readonly key: string; readonly value: string | undefined },
): Promise<void> {
  const { [key]: _, ...others } = labels;
  const resourceLabels = value === undefined ? others : { ...others, [key]: value };
  await attempt(`label ${path} with ${key}`, async () => {
    try {
      await gcp.callContainer("POST", `${path}:setResourceLabels`, { resourceLabels, labelFingerprint });
    } catch (error) {
      // A cluster that is gone needs no label.
      if (!isNotFound(error)) throw error;
    }
  });
}
