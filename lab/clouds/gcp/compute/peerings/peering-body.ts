import * as z from "zod";

const networkPeering = z.strictObject({
  name: z.string(),
  network: z.string().optional(),
  exchangeSubnetRoutes: z.boolean().optional(),
  autoCreateRoutes: z.boolean().optional(),
  exportCustomRoutes: z.boolean().optional(),
  importCustomRoutes: z.boolean().optional(),
  exportSubnetRoutesWithPublicIp: z.boolean().optional(),
  importSubnetRoutesWithPublicIp: z.boolean().optional(),
  // The lab's networks have no IPv6, and peerings no consensus.
  stackType: z.literal("IPV4_ONLY").optional(),
  updateStrategy: z.literal("INDEPENDENT").optional(),
});

export type NetworkPeeringBody = z.infer<typeof networkPeering>;

/** The fields beside `networkPeering` are the older form, which is being given up. */
export const addPeeringBody = z.strictObject({
  name: z.string().optional(),
  peerNetwork: z.string().optional(),
  autoCreateRoutes: z.boolean().optional(),
  networkPeering: networkPeering.optional(),
});

export const updatePeeringBody = z.strictObject({ networkPeering });

export const removePeeringBody = z.strictObject({ name: z.string() });
