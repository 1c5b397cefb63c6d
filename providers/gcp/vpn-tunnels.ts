import { locate } from "../../core/connection/network-id.ts";
import { Conflict, NotYetVisible } from "../../core/faults.ts";
import { tunnelName } from "../../core/tunnels/names.ts";
import type { NearTunnel, VpnEnd } from "../../core/tunnels/tunnel-plan.ts";
import type { OwnedObject } from "../provider.ts";
import type { ReadKey, TunnelsProgress } from "../vpn.ts";
import type { GcpClients } from "./client.ts";
import { removeTunnels, takeTunnelAway } from "./remove-vpn.ts";
import { ensureSessions, hasSessions } from "./router-sessions.ts";
import { externalDifferences, tunnelDifferences } from "./vpn-differences.ts";
import { addressesOf } from "./vpn-gateways.ts";
import { beginEach, beginOnce, type Write } from "./vpn-operations.ts";
import { lastPart, placeOf, type VpnPlace } from "./vpn-region.ts";
import {
  type ExternalGateway,
  isBeingMade,
  isNamedFor,
  readExternalGateway,
  readHaGateway,
  readRouter,
  readTunnels,
  type VpnTunnel,
} from "./vpn-resources.ts";

/** Seconds that one of these operations takes. */
const soon = 10;

/** What the far gateway is, then the tunnels, then their sessions: each needs the one before to be done. */
export async function buildTunnels(gcp: GcpClients, end: VpnEnd, readKey: ReadKey): Promise<TunnelsProgress> {
  const { connection, near } = end;
  const place = await placeOf(gcp, near.network);
  const [router, gateway, external, tunnels] = await Promise.all([
    readRouter(gcp, place),
    readHaGateway(gcp, place),
    readExternalGateway(gcp, near.network, connection),
    readTunnels(gcp, place),
  ]);
  const addresses = addressesOf(gateway);
  const outside = end.tunnels.map((tunnel) => addresses[tunnel.near.member]);
  const underWay: TunnelsProgress = { done: false, wait: soon, owned: ownedOf(end), outside };
  if (router === undefined || addresses.length < 2) return { ...underWay, owned: [] };

  if (external === undefined) {
    await beginOnce(gcp, externalInsert(gcp, end));
    return underWay;
  }
  // It keeps its addresses: with all that uses it it is made anew.
  if (externalDifferences(end, external).length > 0) {
    await removeTunnels(gcp, near.network, connection);
    return underWay;
  }
  const present = new Map(tunnels.map((tunnel) => [tunnel.name, refuseForeign(tunnel, end, place)]));
  const wrong = end.tunnels.find((tunnel) => {
    const found = present.get(tunnelName(connection, tunnel.index));
    return found !== undefined && tunnelDifferences(found, end, tunnel).length > 0;
  });
  if (wrong !== undefined) {
    await takeTunnelAway(gcp, end, wrong);
    return underWay;
  }
  const missing = end.tunnels.filter(({ index }) => !present.has(tunnelName(connection, index)));
  if (missing.length > 0) {
    const keyed = await Promise.all(missing.map(async (tunnel) => ({ tunnel, key: await readKey(tunnel.secret) })));
    await beginEach(
      gcp,
      keyed.map(({ tunnel, key }) => tunnelInsert(gcp, { end, tunnel, place, key })),
    );
    return underWay;
  }
  if (end.tunnels.some(({ index }) => isBeingMade(present.get(tunnelName(connection, index))))) return underWay;
  if (hasSessions(end, router)) return { ...underWay, done: true, wait: 0 };
  await ensureSessions(gcp, end, place);
  return underWay;
}

/** @throws Conflict when a tunnel that bears a name of ours joins other gateways */
function refuseForeign(tunnel: VpnTunnel, { connection }: VpnEnd, place: VpnPlace): VpnTunnel {
  const { name, vpnGateway, peerExternalGateway } = tunnel;
  if (!isNamedFor(connection, tunnel)) return tunnel;
  if (lastPart(vpnGateway) === place.name && lastPart(peerExternalGateway) === connection) return tunnel;
  const joined = `${lastPart(vpnGateway) || "no vpn gateway"} to ${lastPart(peerExternalGateway) || "no external one"}`;
  throw new Conflict(`vpn tunnel ${name} joins ${joined} instead of ${place.name} to ${connection}: delete it`);
}

/** Names of what a connection has here, as its cloud knows them below the project. */
function ownedOf({ near, connection, tunnels }: VpnEnd): readonly OwnedObject[] {
  const own = (id: string): OwnedObject => ({ kind: "tunnel", id, network: near.network });
  return [
    own(`externalVpnGateways/${connection}`),
    ...tunnels.map(({ index }) => own(`vpnTunnels/${tunnelName(connection, index)}`)),
  ];
}

const redundancies = { 2: "TWO_IPS_REDUNDANCY", 4: "FOUR_IPS_REDUNDANCY" } as const;

/** One interface for each tunnel's far end: four of AWS, two otherwise (Compute: ExternalVpnGateway). */
function externalInsert(gcp: GcpClients, end: VpnEnd): Write {
  const { connection, tunnels, near } = end;
  const { network } = near;
  const externalVpnGatewayResource: ExternalGateway = {
    ...{ name: connection, description: "crosspeer" },
    redundancyType: redundancies[tunnels.length === 4 ? 4 : 2],
    interfaces: tunnels.map((tunnel) => ({ id: tunnel.index, ipAddress: farOutside(tunnel, end) })),
  };
  return {
    purpose: { network, subject: connection, verb: "insertExternalVpnGateway" },
    doing: `create external vpn gateway ${connection} for ${network}`,
    ask: (requestId) =>
      gcp.externalVpnGateways.insert({ project: locate(network).account, requestId, externalVpnGatewayResource }),
  };
}

function farOutside({ farOutside: address, index }: NearTunnel, { connection }: VpnEnd): string {
  if (address !== undefined) return address;
  throw new NotYetVisible(`tunnel ${tunnelName(connection, index)} has no address to lead to yet`);
}

interface NewTunnel {
  readonly end: VpnEnd;
  readonly tunnel: NearTunnel;
  readonly place: VpnPlace;
  readonly key: string;
}

/** Which ciphers are left to Google: what it offers holds those that the others take. */
function tunnelInsert(gcp: GcpClients, { end, tunnel, place, key }: NewTunnel): Write {
  const { project, region, network, name: gateway } = place;
  const name = tunnelName(end.connection, tunnel.index);
  const home = `projects/${project}/regions/${region}`;
  const vpnTunnelResource: VpnTunnel = {
    ...{ name, description: "crosspeer", sharedSecret: key, ikeVersion: 2 },
    vpnGateway: `${home}/vpnGateways/${gateway}`,
    vpnGatewayInterface: tunnel.near.member,
    peerExternalGateway: `projects/${project}/global/externalVpnGateways/${end.connection}`,
    peerExternalGatewayInterface: tunnel.index,
    router: `${home}/routers/${gateway}`,
  };
  return {
    purpose: { network, region, subject: name, verb: "insertVpnTunnel" },
    doing: `create vpn tunnel ${name} for ${network}`,
    ask: (requestId) => gcp.vpnTunnels.insert({ project, region, requestId, vpnTunnelResource }),
  };
}
