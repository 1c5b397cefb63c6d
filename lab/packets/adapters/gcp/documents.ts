import * as z from "zod";

/** A resource's path below the API's root: answers name it by its URL, and GKE by the path alone. */
const path = z.string().transform((url) => url.replace(/^.*?(?=projects\/)/, ""));
/** The last part of a resource's URL. */
const lastName = z.string().transform((url) => url.slice(url.lastIndexOf("/") + 1));
const texts = z.array(z.string()).default([]);

const network = z.object({
  ...{ selfLink: path, name: z.string() },
  routingConfig: z.object({ routingMode: z.string().optional() }).optional(),
  peerings: z.array(z.object({ name: z.string(), network: path, state: z.string() })).default([]),
});
const subnetwork = z.object({
  ...{ selfLink: path, name: z.string(), region: lastName, network: path, ipCidrRange: z.string() },
  secondaryIpRanges: z.array(z.object({ ipCidrRange: z.string() })).default([]),
});
const route = z.object({
  ...{ network: path, destRange: z.string(), tags: texts },
  ...{ nextHopNetwork: z.string().optional(), nextHopPeering: z.string().optional() },
});
const traffic = z.array(z.object({ IPProtocol: z.string(), ports: texts })).default([]);
const firewall = z.object({
  ...{ name: z.string(), network: path, direction: z.enum(["INGRESS", "EGRESS"]), priority: z.number() },
  ...{ disabled: z.boolean().default(false), allowed: traffic, denied: traffic },
  ...{ sourceRanges: texts, destinationRanges: texts, targetTags: texts, targetServiceAccounts: texts },
});
const advertisement = {
  advertiseMode: z.string().optional(),
  advertisedGroups: texts,
  advertisedIpRanges: z.array(z.object({ range: z.string() })).default([]),
};
const bgpPeer = z.object({
  ...{ interfaceName: z.string(), ipAddress: z.string().optional(), peerIpAddress: z.string(), peerAsn: z.number() },
  ...{ enable: z.string().default("TRUE"), ...advertisement },
});
const router = z.object({
  ...{ selfLink: path, name: z.string(), region: lastName, network: path },
  bgp: z.object({ asn: z.number(), keepaliveInterval: z.number().default(20), ...advertisement }).optional(),
  interfaces: z
    .array(z.object({ name: z.string(), linkedVpnTunnel: path.optional(), ipRange: z.string().default("") }))
    .default([]),
  bgpPeers: z.array(bgpPeer).default([]),
});
const address = z.object({ id: z.number().default(0), ipAddress: z.string().optional() });
const vpnGateway = z.object({ selfLink: path, vpnInterfaces: z.array(address).default([]) });
const externalVpnGateway = z.object({ selfLink: path, interfaces: z.array(address).default([]) });
const vpnTunnel = z.object({
  ...{ selfLink: path, name: z.string(), router: path.optional() },
  ...{ vpnGateway: path.optional(), vpnGatewayInterface: z.number().default(0) },
  ...{ peerExternalGateway: path.optional(), peerExternalGatewayInterface: z.number().default(0) },
  ...{ peerIp: z.string().optional(), ikeVersion: z.union([z.literal(1), z.literal(2)]) },
});
const cluster = z.object({
  name: z.string(),
  networkConfig: z.object({ network: path, subnetwork: path }),
  ipAllocationPolicy: z.object({ clusterIpv4CidrBlock: z.string().optional() }).default({}),
});

/** What `networks.listPeeringRoutes` answers for one half and one region. */
export const exchangedRoutes = z.object({
  ...{ network: path, peering: z.string(), region: z.string() },
  routes: z.array(z.object({ destRange: z.string(), imported: z.boolean().default(false) })),
});

/** What Compute Engine and GKE answer about one project: the items of their lists. */
export const gcpDocuments = z.object({
  ...{ networks: z.array(network), subnetworks: z.array(subnetwork), routes: z.array(route) },
  ...{ peeringRoutes: z.array(exchangedRoutes), firewalls: z.array(firewall), routers: z.array(router) },
  ...{ vpnGateways: z.array(vpnGateway), externalVpnGateways: z.array(externalVpnGateway) },
  ...{ vpnTunnels: z.array(vpnTunnel), clusters: z.array(cluster) },
});

export type GcpDocuments = z.infer<typeof gcpDocuments>;
export type Network = z.infer<typeof network>;
export type Subnetwork = z.infer<typeof subnetwork>;
export type Firewall = z.infer<typeof firewall>;
export type Router = z.infer<typeof router>;
export type BgpPeer = z.infer<typeof bgpPeer>;
export type VpnTunnel = z.infer<typeof vpnTunnel>;
