import * as z from "zod";

const routingConfig = z.strictObject({
  routingMode: z.enum(["REGIONAL", "GLOBAL"]).optional(),
  bgpBestPathSelectionMode: z.enum(["LEGACY", "STANDARD"]).optional(),
});

const changeable = {
  description: z.string().optional(),
  mtu: z.int().min(1300).max(8896).optional(),
  routingConfig: routingConfig.optional(),
  networkFirewallPolicyEnforcementOrder: z
    .enum(["AFTER_CLASSIC_FIREWALL", "BEFORE_CLASSIC_FIREWALL"])
    .default("AFTER_CLASSIC_FIREWALL"),
};

/** A network has no labels: nobody can insert one with them. */
export const networkToInsert = z.strictObject({
  ...changeable,
  name: z.string(),
  // Without it Google makes a legacy network, which new projects cannot have.
  autoCreateSubnetworks: z.boolean(),
});

export const networkPatch = z.strictObject({
  ...changeable,
  name: z.string().optional(),
  autoCreateSubnetworks: z.boolean().optional(),
  networkFirewallPolicyEnforcementOrder: z.enum(["AFTER_CLASSIC_FIREWALL", "BEFORE_CLASSIC_FIREWALL"]).optional(),
});
