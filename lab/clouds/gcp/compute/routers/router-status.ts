import type { SessionVerdict } from "../../../../world/fabric.ts";
import { pacificTime } from "../../timestamps.ts";
import { link, networkPath, vpnTunnelPath } from "../links.ts";
import type { Compute, Project } from "../state.ts";
import { fabricId } from "../vpn/fabric-ends.ts";
import { advertisedTo } from "./advertised.ts";
import type { BgpPeer, Router } from "./router-resources.ts";

const DOWN: SessionVerdict = { up: false, reason: "tunnel" };

/** A router's sessions, what it tells by them, and what it and its network have learned: `routers.getRouterStatus`. */
export function renderRouterStatus(compute: Compute, project: Project, router: Router) {
  const own = learnedBy(compute, project, router);
  const all = neighboursOf(compute, project, router).flatMap((one) => learnedBy(compute, project, one));
  const peers = router.content.bgpPeers.map((peer) => peerStatus(compute, project, router, peer));
  return {
    kind: "compute#routerStatusResponse",
    result: {
      network: networkLink(router),
      ...(all.length === 0 ? {} : { bestRoutes: all }),
      ...(own.length === 0 ? {} : { bestRoutesForRouter: own }),
      ...(peers.length === 0 ? {} : { bgpPeerStatus: peers }),
    },
  };
}

/** The routers whose routes reach this one's region: those of the region, or all where the network routes globally. */
function neighboursOf(compute: Compute, project: Project, router: Router): Router[] {
  const isGlobal = compute.network(project, router.network).routingMode === "GLOBAL";
  return [...project.routers.values()].filter(
    ({ network, region }) => network === router.network && (isGlobal || region === router.region),
  );
}

/** Every session's routes: all are the best where they are equally good. */
function learnedBy(compute: Compute, project: Project, router: Router) {
  return router.content.bgpPeers.flatMap((peer) => {
    const session = sessionOf(compute, project, router, peer);
    if (!session.up) return [];
    return session.learned.map((destRange) => ({
      ...{ kind: "compute#route", creationTimestamp: pacificTime(session.since), network: networkLink(router) },
      ...{ destRange, priority: 0, nextHopIp: peer.peerIpAddress, nextHopVpnTunnel: tunnelLink(router, peer) },
      ...{ asPaths: [{ pathSegmentType: "AS_SEQUENCE", asLists: [peer.peerAsn] }], routeType: "BGP" },
    }));
  });
}

function peerStatus(compute: Compute, project: Project, router: Router, peer: BgpPeer) {
  const { name, ipAddress, peerIpAddress } = peer;
  const session = sessionOf(compute, project, router, peer);
  return {
    ...{ name, ipAddress, peerIpAddress, linkedVpnTunnel: tunnelLink(router, peer) },
    ...{ enableIpv4: true, enableIpv6: false, numLearnedRoutes: session.up ? session.learned.length : 0 },
    ...(session.up ? { status: "UP", state: "Established" } : { status: "DOWN", state: stateOf(session.reason) }),
    ...(session.up ? uptime(compute.clock.now() - session.since) : {}),
    ...(session.up ? { advertisedRoutes: advertised(compute, router, peer) } : {}),
  };
}

/** States of RFC 4271: without a way to the peer a speaker keeps connecting; one that was refused starts anew. */
function stateOf(reason: Extract<SessionVerdict, { up: false }>["reason"]): string {
  if (reason === "opening") return "OpenSent";
  return ["asn", "prefix-limit"].includes(reason) ? "Idle" : "Connect";
}

function advertised(compute: Compute, router: Router, peer: BgpPeer) {
  return advertisedTo(compute, router, peer).map((destRange) => ({
    ...{ kind: "compute#route", network: networkLink(router), destRange, nextHopIp: peer.ipAddress },
    ...{ priority: peer.advertisedRoutePriority, routeType: "BGP" },
  }));
}

/** Google's form: "14 years, 51 weeks, 6 days, 23 hours, 59 minutes, 59 seconds", and seconds alone. */
function uptime(milliseconds: number) {
  const seconds = Math.floor(milliseconds / 1000);
  const units = [
    ["days", Math.floor(seconds / 86_400)],
    ["hours", Math.floor(seconds / 3600) % 24],
    ["minutes", Math.floor(seconds / 60) % 60],
    ["seconds", seconds % 60],
  ] as const;
  const first = units.findIndex(([, count]) => count > 0);
  const shown = first < 0 ? units.slice(-1) : units.slice(first);
  return { uptime: shown.map(([unit, count]) => `${count} ${unit}`).join(", "), uptimeSeconds: String(seconds) };
}

function sessionOf(compute: Compute, project: Project, router: Router, peer: BgpPeer): SessionVerdict {
  const name = router.content.interfaces.find((face) => face.name === peer.interfaceName)?.tunnel;
  const tunnel = project.vpnTunnels.get(`${router.region}/${name ?? ""}`);
  return tunnel === undefined || peer.enable === "FALSE" ? DOWN : compute.fabric.session(fabricId(tunnel));
}

function tunnelLink(router: Router, peer: BgpPeer): string {
  const name = router.content.interfaces.find((face) => face.name === peer.interfaceName)?.tunnel ?? "";
  return link(vpnTunnelPath({ ...router, name }));
}

function networkLink({ project, network }: Router): string {
  return link(networkPath(project, network));
}
