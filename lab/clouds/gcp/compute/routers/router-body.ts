import * as z from "zod";

const advertisement = {
  advertiseMode: z.enum(["DEFAULT", "CUSTOM"]).default("DEFAULT"),
  advertisedGroups: z.array(z.literal("ALL_SUBNETS")).readonly().optional(),
  advertisedIpRanges: z
    .array(z.strictObject({ range: z.string(), description: z.string().optional() }))
    .readonly()
    .optional(),
};

/** What answers have and callers send back, as a GET, changed and PUT, does: Google takes no notice of it. */
const outputOnly = z.unknown().optional();

const bgp = z.strictObject({
  ...advertisement,
  advertiseMode: z.enum(["DEFAULT", "CUSTOM"]).optional(),
  asn: z.int().optional(),
  keepaliveInterval: z.int().min(20).max(60).optional(),
});

const routerInterface = z.strictObject({
  name: z.string(),
  linkedVpnTunnel: z.string(),
  ipRange: z.string(),
  ipVersion: z.literal("IPV4").optional(),
  managementType: outputOnly,
});

const bgpPeer = z.strictObject({
  ...advertisement,
  name: z.string(),
  interfaceName: z.string(),
  ipAddress: z.string().optional(),
  peerIpAddress: z.string(),
  peerAsn: z.int().min(1).max(4_294_967_295),
  advertisedRoutePriority: z.int().min(0).max(65_535).default(100),
  enable: z.enum(["TRUE", "FALSE"]).default("TRUE"),
  enableIpv4: z.literal(true).optional(),
  enableIpv6: z.literal(false).optional(),
  bfd: z.looseObject({ sessionInitializationMode: z.literal("DISABLED").optional() }).optional(),
  managementType: outputOnly,
});

const changeable = {
  description: z.string().optional(),
  // Recorded: clients send a router without BGP as `"bgp": null`.
  bgp: bgp.nullish(),
  interfaces: z.array(routerInterface).optional(),
  bgpPeers: z.array(bgpPeer).optional(),
};

/** NAT, MD5 keys and interfaces to anything but a VPN tunnel are not the lab's. A router has no labels. */
export const routerToInsert = z.strictObject({
  ...changeable,
  name: z.string(),
  network: z.string(),
  region: z.string().optional(),
  encryptedInterconnectRouter: z.literal(false).optional(),
});

/** Also of an update, which replaces the whole router: what it does not name is gone. */
export const routerChange = z.strictObject({
  ...changeable,
  name: z.string().optional(),
  network: z.string().optional(),
  region: z.string().optional(),
  encryptedInterconnectRouter: z.literal(false).optional(),
  kind: outputOnly,
  id: outputOnly,
  creationTimestamp: outputOnly,
  selfLink: outputOnly,
});

export type RouterBody = z.infer<z.ZodObject<typeof changeable>>;
export type BgpBody = z.infer<typeof bgp>;
export type InterfaceBody = z.infer<typeof routerInterface>;
export type BgpPeerBody = z.infer<typeof bgpPeer>;
