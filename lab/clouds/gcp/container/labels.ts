import * as z from "zod";
import { invalidArgument } from "../gcp-error.ts";

const MOST_LABELS = 64;

/** `clusterId`, `projectId` and `zone` are the older form of the name in the path. */
export const labelsBody = z.strictObject({
  resourceLabels: z.record(z.string(), z.string()).default({}),
  labelFingerprint: z.string().default(""),
  name: z.string().optional(),
  projectId: z.string().optional(),
  zone: z.string().optional(),
  clusterId: z.string().optional(),
});

export type LabelsBody = z.infer<typeof labelsBody>;

/** "Keys and values can contain only lowercase letters, numeric characters, underscores, and dashes", up to 63. */
export function refuseBadLabels(labels: Readonly<Record<string, string>>): void {
  const entries = Object.entries(labels);
  if (entries.length > MOST_LABELS) throw invalidArgument(`A resource can have at most ${MOST_LABELS} labels.`);
  for (const [key, value] of entries) {
    if (!/^[\p{Ll}\p{Lo}][\p{Ll}\p{Lo}\p{N}_-]{0,62}$/u.test(key)) throw invalidArgument(`Invalid label key '${key}'.`);
    if (!/^[\p{Ll}\p{Lo}\p{N}_-]{0,63}$/u.test(value)) throw invalidArgument(`Invalid label value '${value}'.`);
  }
}
