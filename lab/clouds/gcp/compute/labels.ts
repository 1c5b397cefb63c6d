import { createHash } from "node:crypto";
import * as z from "zod";
import { refuseBadLabels } from "../container/labels.ts";
import { GcpError } from "../gcp-error.ts";

export type Labels = Readonly<Record<string, string>>;

export interface Labelled {
  labels: Labels;
}

export const labelsToInsert = z.record(z.string(), z.string()).default({});

export const labelsToSet = z.strictObject({ labels: labelsToInsert, labelFingerprint: z.string().default("") });

/** The labels of a resource as answers show them. */
export function renderLabels({ labels }: Labelled) {
  const fingerprint = { labelFingerprint: fingerprintOf(labels) };
  return Object.keys(labels).length === 0 ? fingerprint : { labels, ...fingerprint };
}

/** Throws unless the caller has seen the labels that it replaces. */
export function refuseOutdatedLabels(resource: Labelled, { labels, labelFingerprint }: z.infer<typeof labelsToSet>) {
  refuseBadLabels(labels);
  if (labelFingerprint === fingerprintOf(resource.labels)) return;
  const message = "Labels fingerprint either invalid or resource labels have changed";
  throw new GcpError({ status: 412, reason: "conditionNotMet", message });
}

/** "Essentially a hash of the labels set": eight bytes in base 64 for URLs. */
function fingerprintOf(labels: Labels): string {
  const bytes = createHash("sha256")
    .update(JSON.stringify(Object.entries(labels).sort()))
    .digest()
    .subarray(0, 8);
  return bytes.toString("base64").replaceAll("+", "-").replaceAll("/", "_");
}
