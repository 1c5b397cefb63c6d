import type { Tag } from "@aws-sdk/client-ec2";
import { type ConnectionId, parseConnectionId } from "../../core/connection/connection-id.ts";
import type { Tags } from "../../core/connection/network.ts";
import { ownerKey } from "../../core/intent/tags.ts";

/** The tag by which EKS marks the security group of a cluster's nodes and pods. */
export const clusterKey = "aws:eks:cluster-name";

export function toTags(tags: readonly Tag[] | undefined): Tags {
  return Object.fromEntries((tags ?? []).map(({ Key = "", Value = "" }) => [Key, Value]));
}

/** The connection that made a thing, as a part of our description of it. */
export function toOwner(tags: readonly Tag[] | undefined): { readonly connection?: ConnectionId } {
  const connection = parseConnectionId(toTags(tags)[ownerKey] ?? "");
  return connection === undefined ? {} : { connection };
}
