import * as z from "zod";

const texts = z.array(z.string()).optional();
const rules = z.array(z.strictObject({ IPProtocol: z.string(), ports: z.array(z.string()).optional() })).optional();

const content = {
  description: z.string().optional(),
  direction: z.enum(["INGRESS", "EGRESS"]).optional(),
  priority: z.int().min(0).max(65535).optional(),
  disabled: z.boolean().optional(),
  logConfig: z.strictObject({ enable: z.boolean().default(false), metadata: z.string().optional() }).optional(),
  allowed: rules,
  denied: rules,
  sourceRanges: texts,
  destinationRanges: texts,
  sourceTags: texts,
  targetTags: texts,
  sourceServiceAccounts: texts,
  targetServiceAccounts: texts,
};

/** A firewall rule has no labels. */
export const firewallToInsert = z.strictObject({ ...content, name: z.string(), network: z.string() });

export const firewallPatch = z.strictObject({
  ...content,
  name: z.string().optional(),
  network: z.string().optional(),
});

export type FirewallBody = z.infer<typeof firewallPatch>;
