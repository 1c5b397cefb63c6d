import type { BgpPeer, Router } from "./documents.ts";
import { type OwnNetwork, rangesOf, reachesAllRegions } from "./own-network.ts";

/** What a router tells a neighbour: what the neighbour's own settings say, else the router's, else all subnets. */
export function advertisedTo(own: OwnNetwork, { bgp, region }: Router, peer: BgpPeer): string[] {
  const custom = [peer, bgp].find((settings) => settings?.advertiseMode === "CUSTOM");
  const near = own.subnetworks.filter((one) => reachesAllRegions(own.network) || one.region === region);
  if (custom === undefined) return rangesOf(near);
  const subnets = custom.advertisedGroups.includes("ALL_SUBNETS") ? rangesOf(near) : [];
  return [...new Set([...subnets, ...custom.advertisedIpRanges.map(({ range }) => range)])];
}
