import { type Prefix, parsePrefix } from "../../core/address-space/prefix.ts";
import type { NetworkId } from "../../core/connection/network-id.ts";
import type { Gateway } from "../../core/tunnels/observed-vpn.ts";
import type { VpnEnd } from "../../core/tunnels/tunnel-plan.ts";
import type { GatewayProgress } from "../vpn.ts";
import type { GcpClients } from "./client.ts";
import { attempt } from "./faults.ts";
import { refuseFailed } from "./operations.ts";
import { placeOf, standingPlace, type VpnPlace } from "./vpn-region.ts";
import { type Router, readHaGateway, readRouter, type VpnGateway } from "./vpn-resources.ts";

/** Seconds that a gateway or a router takes. */
const soon = 10;

export async function readGateway(gcp: GcpClients, network: NetworkId): Promise<Gateway | undefined> {
  const place = await standingPlace(gcp, network);
  if (place === undefined) return undefined;
  const [router, gateway] = await Promise.all([readRouter(gcp, place), readHaGateway(gcp, place)]);
  return toGateway(place, router, gateway);
}

/** Makes the router and the gateway, which need not wait for each other. */
export async function buildGateway(gcp: GcpClients, { near }: VpnEnd): Promise<GatewayProgress> {
  const place = await placeOf(gcp, near.network);
  const [router, gateway] = await Promise.all([readRouter(gcp, place), readHaGateway(gcp, place)]);
  await Promise.all([
    router === undefined ? createRouter(gcp, place, near.asn) : undefined,
    gateway === undefined ? createHaGateway(gcp, place) : undefined,
  ]);
  const read = toGateway(place, router, gateway);
  const done = read.phase === "ready";
  const owned = [{ kind: "gateway" as const, id: place.name, network: near.network }];
  return { done, wait: done ? 0 : soon, owned, gateway: read };
}

/** By member; known when the gateway's operation is done. */
export function addressesOf(gateway: VpnGateway | undefined): readonly string[] {
  const interfaces = (gateway?.vpnInterfaces ?? []).toSorted((a, b) => (a.id ?? 0) - (b.id ?? 0));
  return interfaces.flatMap(({ ipAddress }) => (ipAddress ? [ipAddress] : []));
}

export function toGateway(place: VpnPlace, router: Router | undefined, gateway: VpnGateway | undefined): Gateway {
  const addresses = addressesOf(gateway);
  const asn = router?.bgp?.asn;
  return {
    ...{ id: place.name, network: place.network, ours: true, addresses },
    ...(asn ? { asn } : {}),
    phase: router !== undefined && addresses.length === 2 ? "ready" : "building",
    inside: (router?.interfaces ?? []).flatMap(({ ipRange }) => insideOf(ipRange ?? "") ?? []),
  };
}

/** An interface's range is its own address with the length; the prefix has that address's last bits cleared. */
function insideOf(ipRange: string): Prefix | undefined {
  const [, network = "", host = "", length = ""] = /^([\d.]+\.)(\d+)\/(\d+)$/.exec(ipRange) ?? [];
  const size = 2 ** (32 - Number(length));
  const parsed = parsePrefix(`${network}${Number(host) - (Number(host) % size)}/${length}`);
  return parsed.ok ? parsed.prefix : undefined;
}

/** All ranges of the region's subnets are told, pods' among them; what else is to be told is said at each session. */
async function createRouter(gcp: GcpClients, { project, region, name, network }: VpnPlace, asn: number): Promise<void> {
  const doing = `create router ${name} for ${network}`;
  const bgp = { asn, advertiseMode: "CUSTOM", advertisedGroups: ["ALL_SUBNETS"], keepaliveInterval: 20 };
  await attempt(doing, async () => {
    const routerResource = { name, network, description: "crosspeer", bgp };
    const [{ latestResponse }] = await gcp.routers.insert({ project, region, requestId: gcp.uuid(), routerResource });
    refuseFailed(latestResponse, doing);
  });
}

async function createHaGateway(gcp: GcpClients, { project, region, name, network }: VpnPlace): Promise<void> {
  const doing = `create vpn gateway ${name} for ${network}`;
  const vpnGatewayResource = {
    ...{ name, network, description: "crosspeer" },
    ...{ stackType: "IPV4_ONLY", gatewayIpVersion: "IPV4" },
  };
  await attempt(doing, async () => {
    const request = { project, region, requestId: gcp.uuid(), vpnGatewayResource };
    const [{ latestResponse }] = await gcp.vpnGateways.insert(request);
    refuseFailed(latestResponse, doing);
  });
}
