import { createHash } from "node:crypto";
import type { Tags } from "../connection/network.ts";

/** The tag keys by which people say what they want. A change of one of these wakes the reconciler. */
export const intentKeys = [
  "crosspeer:name",
  "crosspeer:connect",
  "crosspeer:accept",
  "crosspeer:mesh",
  "crosspeer:transport",
  "crosspeer:allow",
  "crosspeer:gateway",
  "crosspeer:flow-logs",
] as const;

export type IntentKey = (typeof intentKeys)[number];

/** On a VPC the wish for a transit gateway; on a gateway or an attachment that we made, the name of what it serves. */
export const gatewayKey = "crosspeer:gateway" satisfies IntentKey;

/** On a VPC the wish for flow logs; on a flow log that we made, the VPC's id. */
export const flowLogsKey = "crosspeer:flow-logs" satisfies IntentKey;

/** Written by crosspeer, never read as intent and never a trigger. */
export const statusKey = "crosspeer:status";

/** The tag on cloud objects that we made: the id of the connection that they serve. */
export const ownerKey = "crosspeer:connection";

/** A digest of a network's intent tags: two readings with the same fingerprint ask for the same. */
export function fingerprintOf(tags: Tags): string {
  const wishes = intentKeys.map((key) => [key, tags[key] ?? null]);
  return createHash("sha256").update(JSON.stringify(wishes)).digest("hex").slice(0, 16);
}
