import * as z from "zod";

const secondaryIpRanges = z
  .array(
    z.strictObject({ rangeName: z.string(), ipCidrRange: z.string(), reservedInternalRange: z.string().optional() }),
  )
  .max(170);

const logConfig = z.strictObject({
  enable: z.boolean().optional(),
  aggregationInterval: z.string().optional(),
  flowSampling: z.number().min(0).max(1).optional(),
  metadata: z.string().optional(),
  metadataFields: z.array(z.string()).optional(),
  filterExpr: z.string().optional(),
});

const changeable = {
  secondaryIpRanges: secondaryIpRanges.optional(),
  privateIpGoogleAccess: z.boolean().optional(),
  logConfig: logConfig.optional(),
  enableFlowLogs: z.boolean().optional(),
};

/** A subnet has no labels. IPv6 is not the lab's. */
export const subnetworkToInsert = z.strictObject({
  ...changeable,
  name: z.string(),
  network: z.string(),
  ipCidrRange: z.string(),
  region: z.string().optional(),
  description: z.string().optional(),
  purpose: z.enum(["PRIVATE", "PRIVATE_NAT", "PRIVATE_SERVICE_CONNECT", "REGIONAL_MANAGED_PROXY"]).default("PRIVATE"),
  role: z.enum(["ACTIVE", "BACKUP"]).optional(),
  stackType: z.literal("IPV4_ONLY").optional(),
  privateIpv6GoogleAccess: z.literal("DISABLE_GOOGLE_ACCESS").optional(),
});

export const subnetworkPatch = z.strictObject({
  ...changeable,
  fingerprint: z.string().optional(),
  name: z.string().optional(),
});

export const expandIpCidrRangeBody = z.strictObject({ ipCidrRange: z.string() });
