import type { protos } from "@google-cloud/compute";
import type { ConnectionId } from "../../core/connection/connection-id.ts";
import { locate } from "../../core/connection/network-id.ts";
import { tunnelName } from "../../core/tunnels/names.ts";
import type { NearTunnel, VpnEnd } from "../../core/tunnels/tunnel-plan.ts";
import type { GcpClients } from "./client.ts";
import { beginOnce, isRouterChanging } from "./vpn-operations.ts";
import type { VpnPlace } from "./vpn-region.ts";
import { isNamedFor, type Router, readRouter } from "./vpn-resources.ts";

type Interface = protos.google.cloud.compute.v1.IRouterInterface;
type Peer = protos.google.cloud.compute.v1.IRouterBgpPeer;

/** Whether a router has the interface and the peer of every tunnel, as planned. */
export function hasSessions(end: VpnEnd, router: Router): boolean {
  return end.tunnels.every((tunnel) => sessionDifferences(end, tunnel, router).length === 0);
}

/**
 * Makes sure of the interfaces and peers of all tunnels. A patch replaces whole lists and a router has no fingerprint (Compute:
 * routers.patch), so all that is there goes back with it: it is read when nothing changes it any more, and the caller must
 * be the only writer.
 */
export async function ensureSessions(gcp: GcpClients, end: VpnEnd, place: VpnPlace): Promise<void> {
  const router = await settledRouter(gcp, place);
  if (router === undefined || hasSessions(end, router)) return;
  const { project, region, name, network } = place;
  const isOthers = (one: Interface | Peer) => !isNamedFor(end.connection, one);
  const routerResource: Router = {
    interfaces: [
      ...(router.interfaces ?? []).filter(isOthers),
      ...end.tunnels.map((tunnel) => interfaceOf(end, tunnel, place)),
    ],
    bgpPeers: [...(router.bgpPeers ?? []).filter(isOthers), ...end.tunnels.map((tunnel) => peerOf(end, tunnel))],
  };
  await beginOnce(gcp, {
    purpose: { network, region, subject: end.connection, verb: "ensureSessions" },
    doing: `set the sessions of ${end.connection} on router ${name} of ${network}`,
    ask: (requestId) => gcp.routers.patch({ project, region, router: name, requestId, routerResource }),
  });
}

/**
 * Takes a connection's interfaces and peers away. The router goes back whole, without them: the client sends no empty list,
 * so that a patch could not take away the last session.
 */
export function removeSessions(gcp: GcpClients, connection: ConnectionId, place: VpnPlace): Promise<void> {
  return takeAway(gcp, place, { subject: connection, isMeant: (one) => isNamedFor(connection, one) });
}

/** The same for the interface and the peer of one tunnel, whose name they bear. */
export function removeSession(gcp: GcpClients, tunnel: string, place: VpnPlace): Promise<void> {
  return takeAway(gcp, place, { subject: tunnel, isMeant: (one) => one.name === tunnel });
}

interface Meant {
  /** The connection or the tunnel that they serve. */
  readonly subject: string;
  isMeant(one: Interface | Peer): boolean;
}

async function takeAway(gcp: GcpClients, place: VpnPlace, { subject, isMeant }: Meant): Promise<void> {
  const router = await settledRouter(gcp, place);
  if (![...(router?.interfaces ?? []), ...(router?.bgpPeers ?? [])].some(isMeant)) return;
  const { project, region, name, network } = place;
  const isOthers = (one: Interface | Peer) => !isMeant(one);
  // The client does not write a 64-bit number as it has read it; an id is the cloud's to give anyhow.
  const { id: _, ...kept } = router ?? {};
  const routerResource: Router = {
    ...kept,
    interfaces: (router?.interfaces ?? []).filter(isOthers),
    bgpPeers: (router?.bgpPeers ?? []).filter(isOthers),
  };
  await beginOnce(gcp, {
    purpose: { network, region, subject, verb: "removeSessions" },
    doing: `take sessions of ${subject} from router ${name} of ${network}`,
    ask: (requestId) => gcp.routers.update({ project, region, router: name, requestId, routerResource }),
  });
}

/** Whether a router has an interface or a peer of a connection. */
export function hasAnySession(connection: ConnectionId, { interfaces, bgpPeers }: Router): boolean {
  return [...(interfaces ?? []), ...(bgpPeers ?? [])].some((one) => isNamedFor(connection, one));
}

/** Whether it has the interface or the peer of one tunnel. */
export function hasSession(tunnel: string, { interfaces, bgpPeers }: Router): boolean {
  return hasName(interfaces, tunnel) || hasName(bgpPeers, tunnel);
}

/** Our router; undefined while it is being changed, when what is read is about to be no longer true. */
async function settledRouter(gcp: GcpClients, place: VpnPlace): Promise<Router | undefined> {
  return (await isRouterChanging(gcp, place)) ? undefined : readRouter(gcp, place);
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
    ...advertisedDifferences(`bgp peer ${name}`, peer, end.far),
    ...(peer.enable === "FALSE" ? [`bgp peer ${name} is switched off`] : []),
  ];
}

/** Prefixes that a virtual private gateway takes; with more the session goes down (Site-to-Site VPN quotas). */
const mostOfAws = 100;

/** Our sessions tell what their router tells; ranges of a session's own are somebody's. */
function advertisedDifferences(
  what: string,
  { advertisedIpRanges }: Peer,
  { network }: VpnEnd["far"],
): readonly string[] {
  const count = advertisedIpRanges?.length ?? 0;
  if (count === 0) return [];
  const tooMany = locate(network).cloud === "aws" && count > mostOfAws;
  const limit = tooMany ? `: a gateway of aws takes at most ${mostOfAws} and ends the session` : "";
  return [`${what} advertises ${count} ranges of its own instead of the router's${limit}`];
}

export function differing(
  what: string,
  property: string,
  found: string | number | null | undefined,
  expected: string | number,
): readonly string[] {
  return found === expected ? [] : [`${what} has ${property} ${found} instead of ${expected}`];
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
