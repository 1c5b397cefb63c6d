import type { Route, RouteTable } from "../../site.ts";
import { isIpv4 } from "../addresses.ts";
import type { GcpDocuments } from "./documents.ts";
import { gatewayId, type OwnNetwork, reachesAllRegions, tableId } from "./own-network.ts";

/** Google routes by region: static routes are everywhere, learned ones in their router's region or in all. */
export function tablesOf(documents: GcpDocuments, own: OwnNetwork): RouteTable[] {
  return own.regions.map((region) => ({
    id: tableId(own, region),
    routes: [...staticRoutes(documents, own), ...peeringRoutes(documents, own, region)],
    propagates: own.routers
      .filter((router) => router.bgp !== undefined)
      .filter((router) => reachesAllRegions(own.network) || router.region === region)
      .map((router) => gatewayId(own, router)),
  }));
}

/** Those of subnets are the site's prefixes, those of peerings are asked for by half; no pod has a tag. */
function staticRoutes({ routes }: GcpDocuments, { network }: OwnNetwork): Route[] {
  return routes
    .filter((route) => route.network === network.selfLink && isIpv4(route.destRange) && route.tags.length === 0)
    .filter(({ nextHopNetwork, nextHopPeering }) => nextHopNetwork === undefined && nextHopPeering === undefined)
    .map(({ destRange }) => ({ destination: destRange, target: { kind: "nowhere" } }));
}

function peeringRoutes({ peeringRoutes: exchanged }: GcpDocuments, { network }: OwnNetwork, region: string): Route[] {
  return exchanged
    .filter((one) => one.network === network.selfLink && one.region === region)
    .flatMap(({ peering, routes }) =>
      routes
        .filter(({ imported, destRange }) => imported && isIpv4(destRange))
        .map(({ destRange }) => ({ destination: destRange, target: { kind: "peering", id: peering } as const })),
    );
}
