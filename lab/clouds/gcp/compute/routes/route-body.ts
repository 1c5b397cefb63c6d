import * as z from "zod";

/** The next hops that a caller may give, of which a route has one. */
export const NEXT_HOPS = ["nextHopGateway", "nextHopIp", "nextHopInstance", "nextHopIlb", "nextHopVpnTunnel"] as const;

export const routeToInsert = z.strictObject({
  name: z.string(),
  network: z.string(),
  destRange: z.string(),
  description: z.string().optional(),
  priority: z.int().min(0).max(65535).default(1000),
  tags: z.array(z.string()).default([]),
  nextHopGateway: z.string().optional(),
  nextHopIp: z.string().optional(),
  nextHopInstance: z.string().optional(),
  nextHopIlb: z.string().optional(),
  nextHopVpnTunnel: z.string().optional(),
});
