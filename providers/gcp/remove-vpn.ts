import type { ConnectionId } from "../../core/connection/connection-id.ts";
import { locate, type NetworkId } from "../../core/connection/network-id.ts";
import { tunnelName } from "../../core/tunnels/names.ts";
import type { NearTunnel, VpnEnd } from "../../core/tunnels/tunnel-plan.ts";
import type { Progress } from "../vpn.ts";
import type { GcpClients } from "./client.ts";
import { hasAnySession, hasSession, removeSession, removeSessions } from "./router-sessions.ts";
import { askToDelete, beginEach, beginOnce, type Write } from "./vpn-operations.ts";
import { placeOf, standingPlace, type VpnPlace } from "./vpn-region.ts";
import {
  isNamedFor,
  isOn,
  type Router,
  readExternalGateway,
  readHaGateway,
  readRouter,
  readTunnels,
  type VpnTunnel,
} from "./vpn-resources.ts";

const gone: Progress = { done: true, wait: 0, owned: [] };
const underWay: Progress = { done: false, wait: 10, owned: [] };

/** Sessions, then tunnels, then the far gateway: what another refers to is not deleted. */
export async function removeTunnels(gcp: GcpClients, network: NetworkId, connection: ConnectionId): Promise<Progress> {
  const place = await standingPlace(gcp, network);
  if (place !== undefined && (await removeFromPlace(gcp, place, connection))) return underWay;
  // It belongs to the project: it may be left where the gateway is gone.
  if ((await readExternalGateway(gcp, network, connection)) === undefined) return gone;
  await beginOnce(gcp, externalDelete(gcp, network, connection));
  return underWay;
}

/** Whether there was something left to take away. */
async function removeFromPlace(gcp: GcpClients, place: VpnPlace, connection: ConnectionId): Promise<boolean> {
  const router = await readRouter(gcp, place);
  if (router !== undefined && hasAnySession(connection, router)) {
    await removeSessions(gcp, connection, place);
    return true;
  }
  const tunnels = (await readTunnels(gcp, place)).filter((one) => isNamedFor(connection, one) && isOn(place, one));
  await beginEach(
    gcp,
    tunnels.map((tunnel) => tunnelDelete(gcp, place, tunnel)),
  );
  return tunnels.length > 0;
}

/** Takes one tunnel away with its session, which refers to it; whether both are gone. Nothing of another tunnel is touched. */
export async function takeTunnelAway(
  gcp: GcpClients,
  { connection, near }: VpnEnd,
  { index }: NearTunnel,
): Promise<boolean> {
  const place = await placeOf(gcp, near.network);
  const name = tunnelName(connection, index);
  const [router, tunnels] = await Promise.all([readRouter(gcp, place), readTunnels(gcp, place)]);
  if (router !== undefined && hasSession(name, router)) {
    await removeSession(gcp, name, place);
    return false;
  }
  const old = tunnels.find((one) => one.name === name && isOn(place, one));
  if (old === undefined) return true;
  await beginOnce(gcp, tunnelDelete(gcp, place, old));
  return false;
}

/** Takes away the gateway and the router, unless somebody uses them. */
export async function removeGateway(gcp: GcpClients, network: NetworkId): Promise<Progress> {
  const place = await standingPlace(gcp, network);
  if (place === undefined) return gone;
  const [router, gateway, tunnels] = await Promise.all([
    readRouter(gcp, place),
    readHaGateway(gcp, place),
    readTunnels(gcp, place),
  ]);
  if (tunnels.some((tunnel) => isOn(place, tunnel)) || isUsed(router)) return gone;
  if (router === undefined && gateway === undefined) return gone;
  await beginEach(gcp, [
    ...(router === undefined ? [] : [routerDelete(gcp, place)]),
    ...(gateway === undefined ? [] : [gatewayDelete(gcp, place)]),
  ]);
  return underWay;
}

/** A router may serve address translation as well, which has nothing to do with tunnels. */
function isUsed({ bgpPeers, interfaces, nats }: Router = {}): boolean {
  return [bgpPeers, interfaces, nats].some((list) => (list ?? []).length > 0);
}

function externalDelete(gcp: GcpClients, network: NetworkId, connection: ConnectionId): Write {
  const request = { project: locate(network).account, externalVpnGateway: connection };
  return {
    purpose: { network, subject: connection, verb: "deleteExternalVpnGateway" },
    doing: `delete external vpn gateway ${connection} of ${network}`,
    ask: (requestId) => askToDelete(() => gcp.externalVpnGateways.delete({ ...request, requestId })),
  };
}

function tunnelDelete(gcp: GcpClients, { project, region, network }: VpnPlace, tunnel: VpnTunnel): Write {
  const vpnTunnel = tunnel.name ?? "";
  return {
    purpose: { network, region, subject: vpnTunnel, verb: "deleteVpnTunnel" },
    doing: `delete vpn tunnel ${vpnTunnel} of ${network}`,
    ask: (requestId) => askToDelete(() => gcp.vpnTunnels.delete({ project, region, vpnTunnel, requestId })),
  };
}

function routerDelete(gcp: GcpClients, { project, region, name, network }: VpnPlace): Write {
  return {
    purpose: { network, region, subject: name, verb: "deleteRouter" },
    doing: `delete router ${name} of ${network}`,
    ask: (requestId) => askToDelete(() => gcp.routers.delete({ project, region, router: name, requestId })),
  };
}

function gatewayDelete(gcp: GcpClients, { project, region, name, network }: VpnPlace): Write {
  return {
    purpose: { network, region, subject: name, verb: "deleteVpnGateway" },
    doing: `delete vpn gateway ${name} of ${network}`,
    ask: (requestId) => askToDelete(() => gcp.vpnGateways.delete({ project, region, vpnGateway: name, requestId })),
  };
}
