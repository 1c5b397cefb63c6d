import { NotYetVisible } from "../../core/faults.ts";
import { tunnelName } from "../../core/tunnels/names.ts";
import type { NearTunnel, VpnEnd } from "../../core/tunnels/tunnel-plan.ts";
import type { OwnedObject } from "../provider.ts";
import type { ReadKey, TunnelsProgress } from "../vpn.ts";
import type { GcpClients } from "./client.ts";
import { attempt } from "./faults.ts";
import { refuseFailed } from "./operations.ts";
import { addSessions, hasSessions } from "./router-sessions.ts";
import { addressesOf } from "./vpn-gateways.ts";
import { placeOf, type VpnPlace } from "./vpn-region.ts";
import { type ExternalGateway, readExternalGateway, readHaGateway, readRouter, readTunnels } from "./vpn-resources.ts";

/** Seconds that one of these operations takes. */
const soon = 10;

/** What the far gateway is, then the tunnels, then their sessions: each needs the one before to be done. */
export async function buildTunnels(gcp: GcpClients, end: VpnEnd, readKey: ReadKey): Promise<TunnelsProgress> {
  const place = await placeOf(gcp, end.near.network);
  const [router, gateway, external, present] = await Promise.all([
    readRouter(gcp, place),
    readHaGateway(gcp, place),
    readExternalGateway(gcp, place, end.connection),
    readTunnels(gcp, place, end.connection),
  ]);
  const addresses = addressesOf(gateway);
  const outside = end.tunnels.map(({ near }) => addresses[near.member]);
  const underWay: TunnelsProgress = { done: false, wait: soon, owned: ownedOf(end), outside };
  if (router === undefined || addresses.length < 2) return { ...underWay, owned: [] };

  if (external === undefined) {
    await createExternalGateway(gcp, end, place);
    return underWay;
  }
  const missing = end.tunnels.filter(
    ({ index }) => !present.some(({ name }) => name === tunnelName(end.connection, index)),
  );
  if (missing.length > 0) {
    await Promise.all(missing.map((tunnel) => createTunnel(gcp, { end, tunnel, place, readKey })));
    return underWay;
  }
  if (hasSessions(end, router)) return { ...underWay, done: true, wait: 0 };
  await addSessions(gcp, end, place, router);
  return underWay;
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
async function createExternalGateway(gcp: GcpClients, end: VpnEnd, { project, network }: VpnPlace): Promise<void> {
  const { connection, tunnels } = end;
  const doing = `create external vpn gateway ${connection} for ${network}`;
  const externalVpnGatewayResource: ExternalGateway = {
    ...{ name: connection, description: "crosspeer" },
    redundancyType: redundancies[tunnels.length === 4 ? 4 : 2],
    interfaces: tunnels.map((tunnel) => ({ id: tunnel.index, ipAddress: farOutside(tunnel, end) })),
  };
  await attempt(doing, async () => {
    const request = { project, requestId: gcp.uuid(), externalVpnGatewayResource };
    const [{ latestResponse }] = await gcp.externalVpnGateways.insert(request);
    refuseFailed(latestResponse, doing);
  });
}

function farOutside({ farOutside: address, index }: NearTunnel, { connection }: VpnEnd): string {
  if (address !== undefined) return address;
  throw new NotYetVisible(`tunnel ${tunnelName(connection, index)} has no address to lead to yet`);
}

interface NewTunnel {
  readonly end: VpnEnd;
  readonly tunnel: NearTunnel;
  readonly place: VpnPlace;
  readonly readKey: ReadKey;
}

/** Which ciphers are left to Google: what it offers holds those that the others take. */
async function createTunnel(gcp: GcpClients, { end, tunnel, place, readKey }: NewTunnel): Promise<void> {
  const { project, region, name: gateway } = place;
  const name = tunnelName(end.connection, tunnel.index);
  const doing = `create vpn tunnel ${name} for ${place.network}`;
  const sharedSecret = await readKey(tunnel.secret);
  await attempt(doing, async () => {
    const [{ latestResponse }] = await gcp.vpnTunnels.insert({
      ...{ project, region, requestId: gcp.uuid() },
      vpnTunnelResource: {
        ...{ name, description: "crosspeer", sharedSecret, ikeVersion: 2 },
        vpnGateway: `projects/${project}/regions/${region}/vpnGateways/${gateway}`,
        vpnGatewayInterface: tunnel.near.member,
        peerExternalGateway: `projects/${project}/global/externalVpnGateways/${end.connection}`,
        peerExternalGatewayInterface: tunnel.index,
        router: `projects/${project}/regions/${region}/routers/${gateway}`,
      },
    });
    refuseFailed(latestResponse, doing);
  });
}
