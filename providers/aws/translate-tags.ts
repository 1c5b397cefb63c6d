import type { Tag } from "@aws-sdk/client-ec2";
import { type ConnectionId, parseConnectionId } from "../../core/connection/connection-id.ts";
import type { Tags } from "../../core/connection/network.ts";
import { ownerKey } from "../../core/intent/tags.ts";

/** The tag by which EKS marks the security group that it makes for a cluster's nodes and pods. */
const eksKey = "aws:eks:cluster-name";

/** The tag, with the cluster's name in its key, by which others mark theirs: node groups of one's own, kOps, Cluster API. */
const kubernetesKey = "kubernetes.io/cluster/";

/** Filter values that find both. */
export const clusterKeys = [eksKey, `${kubernetesKey}*`];

/** The cluster whose nodes and pods a security group guards; undefined when it is none's. */
export function toCluster(tags: readonly Tag[] | undefined): string | undefined {
  const read = toTags(tags);
  const [marked] = Object.keys(read)
    .filter((key) => key.startsWith(kubernetesKey))
    .sort();
  return read[eksKey] ?? marked?.slice(kubernetesKey.length);
}

export function toTags(tags: readonly Tag[] | undefined): Tags {
  return Object.fromEntries((tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));
}

/** The connection that made a thing, as a part of our description of it. */
export function toOwner(tags: readonly Tag[] | undefined): { readonly connection?: ConnectionId } {
  const connection = parseConnectionId(toTags(tags)[ownerKey] ?? "");
  return connection === undefined ? {} : { connection };
}
