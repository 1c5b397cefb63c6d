import type { protos } from "@google-cloud/compute";
import type { ConnectionId } from "../../core/connection/connection-id.ts";
import { locate, type NetworkId } from "../../core/connection/network-id.ts";
import { Conflict } from "../../core/faults.ts";
import { type GcpClients, reading } from "./client.ts";
import { attempt, isNotFound } from "./faults.ts";
import { collect } from "./pages.ts";
import { toNetworkId } from "./translate.ts";
import { lastPart, type VpnPlace } from "./vpn-region.ts";

export type Router = protos.google.cloud.compute.v1.IRouter;
export type VpnGateway = protos.google.cloud.compute.v1.IVpnGateway;
export type VpnTunnel = protos.google.cloud.compute.v1.IVpnTunnel;
export type ExternalGateway = protos.google.cloud.compute.v1.IExternalVpnGateway;

/** All ranges of the network's subnets, pods' among them: what our routers tell their peers. */
export const advertisedGroup = "ALL_SUBNETS";

/** Our router. @throws Conflict when one of that name serves another network */
export async function readRouter(gcp: GcpClients, place: VpnPlace): Promise<Router | undefined> {
  const { project, region, name } = place;
  const router = await orAbsent(`read router ${name} of ${place.network}`, async () => {
    const [read] = await gcp.routers.get({ project, region, router: name }, reading());
    return read;
  });
  return ofNetwork(router, place, "router");
}

/** Our HA VPN gateway. @throws Conflict when one of that name serves another network */
export async function readHaGateway(gcp: GcpClients, place: VpnPlace): Promise<VpnGateway | undefined> {
  const { project, region, name } = place;
  const gateway = await orAbsent(`read vpn gateway ${name} of ${place.network}`, async () => {
    const [read] = await gcp.vpnGateways.get({ project, region, vpnGateway: name }, reading());
    return read;
  });
  return ofNetwork(gateway, place, "vpn gateway");
}

/** The far gateway as Google Cloud has written it down. */
export function readExternalGateway(
  gcp: GcpClients,
  network: NetworkId,
  connection: ConnectionId,
): Promise<ExternalGateway | undefined> {
  return orAbsent(`read external vpn gateway ${connection} of ${network}`, async () => {
    const { account: project } = locate(network);
    const [read] = await gcp.externalVpnGateways.get({ project, externalVpnGateway: connection }, reading());
    return read;
  });
}

/** All tunnels of the region, whosever they are. */
export function readTunnels(gcp: GcpClients, { project, region, network }: VpnPlace): Promise<readonly VpnTunnel[]> {
  return attempt(`list the vpn tunnels of ${network}`, () =>
    collect(gcp.vpnTunnels.listAsync({ project, region, ...gcp.paged }, reading())),
  );
}

/** Whether a tunnel, an interface or a peer bears a name that this connection gives. */
export function isNamedFor(connection: ConnectionId, { name }: { readonly name?: string | null }): boolean {
  return name?.startsWith(`${connection}-`) === true;
}

/** Whether a tunnel hangs on our gateway or on our router. */
export function isOn({ name }: VpnPlace, { vpnGateway, router }: VpnTunnel): boolean {
  return lastPart(vpnGateway) === name || lastPart(router) === name;
}

/** Whether a tunnel has yet to get what it runs on (Compute: VpnTunnel.status). */
export function isBeingMade(tunnel: VpnTunnel | undefined): boolean {
  return tunnel?.status === "PROVISIONING" || tunnel?.status === "ALLOCATING_RESOURCES";
}

async function orAbsent<T>(doing: string, read: () => Promise<T>): Promise<T | undefined> {
  return attempt(doing, async () => {
    try {
      return await read();
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  });
}

function ofNetwork<T extends { readonly network?: string | null }>(
  found: T | undefined,
  { network, name }: VpnPlace,
  kind: string,
): T | undefined {
  if (found === undefined || toNetworkId(found.network) === network) return found;
  throw new Conflict(`${kind} ${name} belongs to ${found.network}: delete it`);
}
