import { ExternalVpnGatewaysClient, RoutersClient, VpnGatewaysClient, VpnTunnelsClient } from "@google-cloud/compute";
import { PassThroughClient } from "google-auth-library";
import type { FabricEnd, Proposals } from "../../../../lab/world/fabric.ts";
import { makeNetwork, networkPath } from "./builders.ts";
import type { GcpLab } from "./gcp-lab.ts";

/** Where all of a test's resources are. */
export const PLACE = { project: "lab-a", region: "us-central1" } as const;

/** The outside addresses of the far end. */
const FAR = ["198.18.0.1", "198.18.0.2", "198.18.0.3", "198.18.0.4"] as const;

export const KEY = "k".repeat(48);

export interface Clients {
  readonly gateways: VpnGatewaysClient;
  readonly externals: ExternalVpnGatewaysClient;
  readonly tunnels: VpnTunnelsClient;
  readonly routers: RoutersClient;
}

/** Google's own clients, asking the lab. */
export function clientsOf(lab: GcpLab): Clients {
  const local = { apiEndpoint: "127.0.0.1", port: lab.port, protocol: "http", fallback: true };
  const options = { ...local, projectId: PLACE.project, authClient: new PassThroughClient() };
  return {
    gateways: new VpnGatewaysClient(options),
    externals: new ExternalVpnGatewaysClient(options),
    tunnels: new VpnTunnelsClient(options),
    routers: new RoutersClient(options),
  };
}

export function regional(collection: "vpnGateways" | "vpnTunnels" | "routers", name: string): string {
  return `projects/${PLACE.project}/regions/${PLACE.region}/${collection}/${name}`;
}

/** A network `net` with an HA gateway `gw`, a router `router`, and what stands for the far gateway, `far`. */
export async function makeGateways(lab: GcpLab, { gateways, externals, routers }: Clients): Promise<void> {
  const { project } = PLACE;
  await makeNetwork(lab, "lab-a/net", { range: "10.0.0.0/20", secondary: { pods: "10.4.0.0/16" } });
  const network = networkPath("lab-a/net");
  await gateways.insert({ ...PLACE, vpnGatewayResource: { name: "gw", network } });
  await routers.insert({ ...PLACE, routerResource: { name: "router", network, bgp: { asn: 64_513 } } });
  const interfaces = FAR.map((ipAddress, id) => ({ id, ipAddress }));
  const externalVpnGatewayResource = { name: "far", redundancyType: "FOUR_IPS_REDUNDANCY", interfaces };
  await externals.insert({ project, externalVpnGatewayResource });
  await lab.world.clock.settle();
}

/** What a request for the tunnel of a number says: even ones leave by interface 0. */
export function tunnelBody(index: number) {
  return {
    ...{ name: `t-${index}`, vpnGateway: regional("vpnGateways", "gw"), vpnGatewayInterface: index >> 1 },
    peerExternalGateway: `projects/${PLACE.project}/global/externalVpnGateways/far`,
    ...{ peerExternalGatewayInterface: index, router: regional("routers", "router"), sharedSecret: KEY, ikeVersion: 2 },
  };
}

export function faceBody(index: number) {
  const ipRange = `169.254.32.${index * 4 + 2}/30`;
  return { name: `if-${index}`, linkedVpnTunnel: regional("vpnTunnels", `t-${index}`), ipRange };
}

export function peerBody(index: number) {
  const addresses = { ipAddress: `169.254.32.${index * 4 + 2}`, peerIpAddress: `169.254.32.${index * 4 + 1}` };
  return { name: `peer-${index}`, interfaceName: `if-${index}`, ...addresses, peerAsn: 64_600 };
}

/** Tunnels from number 0 on, each linked to the router and with a BGP session. */
export async function makeTunnels(lab: GcpLab, { tunnels, routers }: Clients, count: number): Promise<void> {
  const indices = [...Array(count).keys()];
  for (const index of indices) await tunnels.insert({ ...PLACE, vpnTunnelResource: tunnelBody(index) });
  await lab.world.clock.settle();
  const routerResource = { interfaces: indices.map(faceBody), bgpPeers: indices.map(peerBody) };
  await routers.patch({ ...PLACE, router: "router", routerResource });
  await lab.world.clock.settle();
}

const AWS_LIKE: Proposals = { encryption: ["aes256"], integrity: ["sha256"], groups: [14] };

/** The far end of the tunnel of a number, as another cloud would tell it to the fabric. */
export function farEnd(lab: GcpLab, near: string, index: number): FabricEnd {
  return {
    ...{ id: `far/${index}`, local: FAR[index] ?? "", remote: near, key: KEY, ikeVersions: [2], initiates: false },
    ...{ phase1: AWS_LIKE, phase2: AWS_LIKE, since: lab.world.clock.now() },
    bgp: {
      ...{ asn: 64_600, peerAsn: 64_513, address: peerBody(index).peerIpAddress, initiates: false },
      ...{ peerAddress: peerBody(index).ipAddress, advertises: ["10.9.0.0/16"], mostPrefixes: 100 },
    },
  };
}
