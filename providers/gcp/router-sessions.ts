import type { protos } from "@google-cloud/compute";
import { tunnelName } from "../../core/tunnels/names.ts";
import type { NearTunnel, VpnEnd } from "../../core/tunnels/tunnel-plan.ts";
import type { GcpClients } from "./client.ts";
import { attempt } from "./faults.ts";
import { refuseFailed } from "./operations.ts";
import type { VpnPlace } from "./vpn-region.ts";
import type { Router } from "./vpn-resources.ts";

type Interface = protos.google.cloud.compute.v1.IRouterInterface;
type Peer = protos.google.cloud.compute.v1.IRouterBgpPeer;

/** Whether a router has the interface and the peer of every tunnel; whether they are right is not asked. */
export function hasSessions({ connection, tunnels }: VpnEnd, { interfaces, bgpPeers }: Router): boolean {
  return tunnels.every(({ index }) => {
    const name = tunnelName(connection, index);
    return hasName(interfaces, name) && hasName(bgpPeers, name);
  });
}

/**
 * Adds the interfaces and peers that are missing. A patch replaces whole lists and a router has no fingerprint (Compute:
 * routers.patch), so all that is there goes back with it, and the caller must be the only writer.
 */
export async function addSessions(gcp: GcpClients, end: VpnEnd, place: VpnPlace, router: Router): Promise<void> {
  const { project, region, name } = place;
  const [interfaces, bgpPeers] = [router.interfaces ?? [], router.bgpPeers ?? []];
  const doing = `add sessions of ${end.connection} to router ${name}`;
  const routerResource = {
    interfaces: [...interfaces, ...missing(end, interfaces).map((tunnel) => interfaceOf(end, tunnel, place))],
    bgpPeers: [...bgpPeers, ...missing(end, bgpPeers).map((tunnel) => peerOf(end, tunnel))],
  };
  await attempt(doing, async () => {
    const request = { project, region, router: name, requestId: gcp.uuid(), routerResource };
    const [{ latestResponse }] = await gcp.routers.patch(request);
    refuseFailed(latestResponse, doing);
  });
}

/** How a router's sessions differ from the plan, by tunnel; what is missing is said as well. */
export function sessionDifferences(end: VpnEnd, tunnel: NearTunnel, router: Router): readonly string[] {
  const name = tunnelName(end.connection, tunnel.index);
  const face = router.interfaces?.find((one) => one.name === name);
  const peer = router.bgpPeers?.find((one) => one.name === name);
  const { near, far } = tunnel;
  if (face === undefined || peer === undefined) {
    return [`router ${router.name} has no ${face === undefined ? "interface" : "bgp peer"} ${name}`];
  }
  return [
    ...differing(`interface ${name}`, "address", face.ipRange, `${near.address}/30`),
    ...differing(`bgp peer ${name}`, "address", peer.ipAddress, near.address),
    ...differing(`bgp peer ${name}`, "peer address", peer.peerIpAddress, far.address),
    ...(peer.peerAsn === end.far.asn ? [] : [`bgp peer ${name} expects asn ${peer.peerAsn} instead of ${end.far.asn}`]),
    ...(peer.enable === "FALSE" ? [`bgp peer ${name} is switched off`] : []),
  ];
}

export function differing(
  what: string,
  property: string,
  found: string | number | null | undefined,
  expected: string | number,
): readonly string[] {
  return found === expected ? [] : [`${what} has ${property} ${found} instead of ${expected}`];
}

function missing({ connection, tunnels }: VpnEnd, present: readonly (Interface | Peer)[]): readonly NearTunnel[] {
  return tunnels.filter(({ index }) => !hasName(present, tunnelName(connection, index)));
}

function hasName(list: readonly { readonly name?: string | null }[] | null | undefined, name: string): boolean {
  return list?.some((one) => one.name === name) === true;
}

/** The range is the interface's own address with the length. */
function interfaceOf({ connection }: VpnEnd, { index, near }: NearTunnel, { project, region }: VpnPlace): Interface {
  const name = tunnelName(connection, index);
  const linkedVpnTunnel = `projects/${project}/regions/${region}/vpnTunnels/${name}`;
  return { name, ipRange: `${near.address}/30`, linkedVpnTunnel };
}

function peerOf({ connection, far }: VpnEnd, tunnel: NearTunnel): Peer {
  const name = tunnelName(connection, tunnel.index);
  return {
    ...{ name, interfaceName: name, ipAddress: tunnel.near.address, peerIpAddress: tunnel.far.address },
    ...{ peerAsn: far.asn, enable: "TRUE" },
  };
}
