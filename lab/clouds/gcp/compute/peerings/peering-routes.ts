import { invalidField, required } from "../../gcp-error.ts";
import type { Call } from "../../method.ts";
import { isPublic } from "../ranges.ts";
import type { Network, Peering, PeeringFlags } from "../resources.ts";
import { isDefaultRoute } from "../routes/default-route.ts";
import type { Compute } from "../state.ts";
import { halfTowards, peerOf } from "./peering-state.ts";

interface ExchangedRoute {
  readonly destRange: string;
  readonly type: "SUBNET_PEERING_ROUTE" | "STATIC_PEERING_ROUTE";
  readonly nextHopRegion?: string;
  readonly priority: number;
  readonly imported: boolean;
}

/** The routes that a half of a peering takes in or gives away, as `networks.listPeeringRoutes` asks for them. */
export function listPeeringRoutes(compute: Compute, network: Network, { query }: Call): ExchangedRoute[] {
  const name = query.get("peeringName");
  if (name === null) throw required("peeringName");
  const half = network.peerings.find((one) => one.name === name);
  if (half === undefined) throw invalidField("peeringName", name, `There is no peering on network '${network.name}'.`);
  const direction = query.get("direction") ?? "INCOMING";
  // The region that is asked for picks dynamic routes, which the lab does not pass on: all regions see the same.
  if (direction === "INCOMING") return incomingRoutes(compute, network, half);
  if (direction !== "OUTGOING") throw invalidField("direction", direction, "Must be INCOMING or OUTGOING");
  const peer = peerOf(compute, half);
  const other = peer && halfTowards(peer, network);
  if (half.state !== "ACTIVE" || other === undefined) return [];
  return routesBetween(compute, network, half, other);
}

/** What a network is offered through a half of a peering; not all of it needs to be imported. */
export function incomingRoutes(compute: Compute, network: Network, half: Peering): ExchangedRoute[] {
  const peer = peerOf(compute, half);
  const other = peer && halfTowards(peer, network);
  if (half.state !== "ACTIVE" || peer === undefined || other === undefined) return [];
  return routesBetween(compute, peer, other, half);
}

/** Routes of subnets and of GKE's secondary ranges always go across; custom and public ones when both sides want them. */
function routesBetween(compute: Compute, from: Network, gives: PeeringFlags, takes: PeeringFlags): ExchangedRoute[] {
  const subnets = compute.subnetworksOf(from).flatMap((subnetwork) =>
    [subnetwork, ...subnetwork.secondaryIpRanges].map(({ ipCidrRange }) => ({
      destRange: ipCidrRange,
      region: subnetwork.region,
      isPublic: isPublic(ipCidrRange),
    })),
  );
  const custom = [...compute.project(from.project).routes.values()].filter(
    (route) => route.network === from.name && gives.exportCustomRoutes && !isDefaultRoute(route) && isExportable(route),
  );
  return [
    ...subnets
      .filter((subnet) => !subnet.isPublic || gives.exportSubnetRoutesWithPublicIp)
      .map(({ destRange, region, isPublic }) => ({
        ...{ destRange, type: "SUBNET_PEERING_ROUTE" as const, nextHopRegion: region, priority: 0 },
        imported: !isPublic || takes.importSubnetRoutesWithPublicIp,
      })),
    ...custom.map(({ destRange, priority }) => ({
      ...{ destRange, type: "STATIC_PEERING_ROUTE" as const, priority, imported: takes.importCustomRoutes },
    })),
  ];
}

/** Static routes with tags, and those to the Internet's gateway, never leave their network. */
function isExportable({ tags, nextHop }: { readonly tags: readonly string[]; readonly nextHop: object }): boolean {
  return tags.length === 0 && !("nextHopGateway" in nextHop);
}
