import { type Prefix, parsePrefix } from "../../core/address-space/prefix.ts";
import type { NetworkId } from "../../core/connection/network-id.ts";
import { Conflict } from "../../core/faults.ts";
import type { Gateway } from "../../core/tunnels/observed-vpn.ts";
import type { VpnEnd } from "../../core/tunnels/tunnel-plan.ts";
import type { GatewayProgress } from "../vpn.ts";
import type { GcpClients } from "./client.ts";
import { isSilent } from "./vpn-differences.ts";
import { beginEach, type Write } from "./vpn-operations.ts";
import { placeOf, standingPlace, type VpnPlace } from "./vpn-region.ts";
import { advertisedGroup, type Router, readHaGateway, readRouter, type VpnGateway } from "./vpn-resources.ts";

/** Seconds that a gateway or a router takes. */
const soon = 10;

export async function readGateway(gcp: GcpClients, network: NetworkId): Promise<Gateway | undefined> {
  const place = await standingPlace(gcp, network);
  if (place === undefined) return undefined;
  const [router, gateway] = await Promise.all([readRouter(gcp, place), readHaGateway(gcp, place)]);
  return toGateway(place, router, gateway);
}

/**
 * Makes the router and the gateway, which need not wait for each other.
 *
 * @throws Conflict when things of these names serve another network or speak BGP with another ASN
 */
export async function buildGateway(gcp: GcpClients, { near }: VpnEnd): Promise<GatewayProgress> {
  const place = await placeOf(gcp, near.network);
  const [router, gateway] = await Promise.all([readRouter(gcp, place), readHaGateway(gcp, place)]);
  const read = toGateway(place, router, gateway);
  if (read.asn !== undefined && read.asn !== near.asn) {
    // A router keeps its ASN, and the far side is told the planned one.
    throw new Conflict(`router ${place.name} of ${near.network} has asn ${read.asn} instead of ${near.asn}: delete it`);
  }
  await beginEach(gcp, [
    ...(router === undefined ? [routerInsert(gcp, place, near.asn)] : []),
    ...(router !== undefined && isSilent(router) ? [routerPatch(gcp, place, router)] : []),
    ...(gateway === undefined ? [gatewayInsert(gcp, place)] : []),
  ]);
  const done = read.phase === "ready" && (router === undefined || !isSilent(router));
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

/** The ranges of the region's subnets are told, or of all where the network routes globally. */
function routerInsert(gcp: GcpClients, { project, region, name, network }: VpnPlace, asn: number): Write {
  const bgp = { asn, advertiseMode: "CUSTOM", advertisedGroups: [advertisedGroup], keepaliveInterval: 20 };
  const routerResource: Router = { name, network, description: "crosspeer", bgp };
  return {
    purpose: { network, region, subject: name, verb: "insertRouter" },
    doing: `create router ${name} for ${network}`,
    ask: (requestId) => gcp.routers.insert({ project, region, requestId, routerResource }),
  };
}

/** What somebody added stays. A patch replaces a list as a whole. */
function routerPatch(gcp: GcpClients, { project, region, name, network }: VpnPlace, { bgp }: Router): Write {
  const routerResource: Router = {
    bgp: { ...bgp, advertisedGroups: [...(bgp?.advertisedGroups ?? []), advertisedGroup] },
  };
  return {
    purpose: { network, region, subject: name, verb: "patchRouter" },
    doing: `let router ${name} of ${network} advertise ${advertisedGroup}`,
    ask: (requestId) => gcp.routers.patch({ project, region, router: name, requestId, routerResource }),
  };
}

function gatewayInsert(gcp: GcpClients, { project, region, name, network }: VpnPlace): Write {
  const vpnGatewayResource: VpnGateway = {
    ...{ name, network, description: "crosspeer" },
    ...{ stackType: "IPV4_ONLY", gatewayIpVersion: "IPV4" },
  };
  return {
    purpose: { network, region, subject: name, verb: "insertVpnGateway" },
    doing: `create vpn gateway ${name} for ${network}`,
    ask: (requestId) => gcp.vpnGateways.insert({ project, region, requestId, vpnGatewayResource }),
  };
}
