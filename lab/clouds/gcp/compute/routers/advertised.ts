import type { Compute } from "../state.ts";
import type { Advertisement, BgpPeer, Router } from "./router-resources.ts";

/** The prefixes that a router tells a peer: what the peer's own settings say, else what the router's do. */
export function advertisedTo(compute: Compute, router: Router, peer: BgpPeer): string[] {
  const custom = [peer, router.content.bgp].find((settings) => settings?.advertiseMode === "CUSTOM");
  return [...new Set(custom === undefined ? subnetRanges(compute, router) : customRanges(compute, router, custom))];
}

function customRanges(compute: Compute, router: Router, settings: Advertisement): string[] {
  const { advertisedGroups = [], advertisedIpRanges = [] } = settings;
  const subnets = advertisedGroups.includes("ALL_SUBNETS") ? subnetRanges(compute, router) : [];
  return [...subnets, ...advertisedIpRanges.map(({ range }) => range)];
}

/** Primary and secondary ranges of the router's region; of every region where the network routes globally. */
function subnetRanges(compute: Compute, router: Router): string[] {
  const network = compute.network(compute.project(router.project), router.network);
  return compute
    .subnetworksOf(network)
    .filter(({ region }) => network.routingMode === "GLOBAL" || region === router.region)
    .flatMap((subnetwork) => [subnetwork, ...subnetwork.secondaryIpRanges].map(({ ipCidrRange }) => ipCidrRange));
}
