import type { protos } from "@google-cloud/compute";
import { type Prefix, parsePrefix } from "../../core/address-space/prefix.ts";
import { tunnelName } from "../../core/tunnels/names.ts";
import type { ObservedEnd, ObservedVpn } from "../../core/tunnels/observed-vpn.ts";
import type { NearTunnel, VpnEnd } from "../../core/tunnels/tunnel-plan.ts";
import { type GcpClients, reading } from "./client.ts";
import { attempt } from "./faults.ts";
import { sessionDifferences } from "./router-sessions.ts";
import { externalDifferences, isSilent, routerDifferences, tunnelDifferences } from "./vpn-differences.ts";
import { addressesOf, toGateway } from "./vpn-gateways.ts";
import { standingPlace, type VpnPlace } from "./vpn-region.ts";
import {
  isBeingMade,
  type Router,
  readExternalGateway,
  readHaGateway,
  readRouter,
  readTunnels,
  type VpnTunnel,
} from "./vpn-resources.ts";

type RouterStatus = protos.google.cloud.compute.v1.IRouterStatus;

/** Reads Google Cloud's end back: tunnels, sessions, and what the router has learned from the far end. */
export async function readVpn(gcp: GcpClients, end: VpnEnd): Promise<ObservedVpn> {
  const place = await standingPlace(gcp, end.near.network);
  if (place === undefined) return { ends: [], differences: [], learned: [] };
  const [router, gateway, external, tunnels] = await Promise.all([
    readRouter(gcp, place),
    readHaGateway(gcp, place),
    readExternalGateway(gcp, place.network, end.connection),
    readTunnels(gcp, place),
  ]);
  const status = router === undefined ? {} : await readStatus(gcp, place);
  const elsewhere = externalDifferences(end, external);
  const seen: Seen = { end, tunnels, router: router ?? { name: place.name }, status, addresses: addressesOf(gateway) };
  return {
    gateway: toGateway(place, router, gateway),
    ends: end.tunnels.flatMap((tunnel) => observeEnd(seen, tunnel) ?? []),
    differences: [...routerDifferences(end, router), ...elsewhere],
    ...(elsewhere.length > 0 || isMendable(seen) ? { mendable: true } : {}),
    learned: learnedFrom(end, status),
  };
}

interface Seen {
  readonly end: VpnEnd;
  readonly tunnels: readonly VpnTunnel[];
  readonly router: Router;
  readonly status: RouterStatus;
  readonly addresses: readonly string[];
}

/** Sessions are set anew, tunnels made anew; but not on a router that somebody made with another ASN. */
function isMendable({ end, router, tunnels }: Seen): boolean {
  if (router.bgp?.asn !== end.near.asn) return false;
  return (
    isSilent(router) ||
    end.tunnels.some((tunnel) => {
      const found = tunnels.find(({ name }) => name === tunnelName(end.connection, tunnel.index));
      if (found === undefined) return false;
      return [tunnelDifferences(found, end, tunnel), sessionDifferences(end, tunnel, router)].flat().length > 0;
    })
  );
}

function observeEnd(seen: Seen, tunnel: NearTunnel): ObservedEnd | undefined {
  const { end, tunnels, router, status, addresses } = seen;
  const name = tunnelName(end.connection, tunnel.index);
  const found = tunnels.find((one) => one.name === name);
  if (found === undefined) return undefined;
  const outside = addresses[tunnel.near.member];
  const up = found.status === "ESTABLISHED";
  const session = status.bgpPeerStatus?.find((peer) => peer.name === name);
  const bgp = up && session?.status === "UP";
  const words = up ? session?.state : found.detailedStatus || found.status;
  return {
    index: tunnel.index,
    ...(outside === undefined ? {} : { outside }),
    ipsec: isBeingMade(found) ? "building" : up ? "up" : "down",
    bgp: bgp ? "up" : "down",
    ...(found.status === "NO_INCOMING_PACKETS" ? { unheard: true } : {}),
    ...(bgp || !words ? {} : { message: String(words) }),
    differences: [
      ...refusal(found, name),
      ...tunnelDifferences(found, end, tunnel),
      ...sessionDifferences(end, tunnel, router),
    ],
  };
}

/** No cloud tells which key an end has: building again would not find the one to change. */
function refusal({ status }: VpnTunnel, name: string): readonly string[] {
  const isRefused = status === "AUTHORIZATION_ERROR";
  return isRefused ? [`tunnel ${name} is refused: the two ends have different pre-shared keys`] : [];
}

async function readStatus(gcp: GcpClients, { project, region, name, network }: VpnPlace): Promise<RouterStatus> {
  return attempt(`read the status of router ${name} of ${network}`, async () => {
    const [{ result }] = await gcp.routers.getRouterStatus({ project, region, router: name }, reading());
    return result ?? {};
  });
}

/** Every session of a connection gives the same route. */
function learnedFrom({ tunnels }: VpnEnd, { bestRoutesForRouter }: RouterStatus): readonly Prefix[] {
  const peers = new Set(tunnels.map(({ far }) => far.address));
  const learned = (bestRoutesForRouter ?? [])
    .filter(({ nextHopIp }) => peers.has(nextHopIp ?? ""))
    .flatMap(({ destRange }) => {
      const parsed = parsePrefix(destRange ?? "");
      return parsed.ok ? [parsed.prefix] : [];
    });
  return [...new Set(learned)];
}
