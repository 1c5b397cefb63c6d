import { networkPath, subnetworkPath } from "../links.ts";
import { overlap } from "../ranges.ts";
import { AUTO_MODE_BLOCK } from "../regions.ts";
import type { Network } from "../resources.ts";
import type { Compute } from "../state.ts";
import { activePeers } from "./peering-state.ts";

/** A range of a network, and the path of what holds it. */
export interface HeldRange {
  readonly range: string;
  readonly holder: string;
}

/** Every range of a network's subnets, secondary ones included; an auto mode network holds the whole of its block. */
function rangesOf(compute: Compute, network: Network): HeldRange[] {
  const held = compute.subnetworksOf(network).flatMap((subnetwork) =>
    [subnetwork, ...subnetwork.secondaryIpRanges].map(({ ipCidrRange }) => ({
      range: ipCidrRange,
      holder: subnetworkPath(subnetwork),
    })),
  );
  if (!network.autoCreateSubnetworks) return held;
  return [...held, { range: AUTO_MODE_BLOCK, holder: networkPath(network.project, network.name) }];
}

/**
 * Why two networks cannot be joined, in Google's words; undefined when they can. Ranges must be unique among the two and
 * all that either of them is joined to already. The last of the three texts is formed after the second, not recorded.
 */
export function overlapBetween(compute: Compute, local: Network, peer: Network, own?: HeldRange[]): string | undefined {
  const mine = own ?? rangesOf(compute, local);
  const theirs = rangesOf(compute, peer);
  const direct = firstOverlap(mine, theirs);
  if (direct !== undefined) {
    const [one, other] = direct;
    return (
      `An IP range in the peer network (${other.range}) overlaps with an IP range in the local network ` +
      `(${one.range}) allocated by resource (${one.holder}).`
    );
  }
  const beyond = firstOverlap(mine, aroundOf(compute, peer, local));
  if (beyond !== undefined) {
    const [one, other] = beyond;
    return (
      `An IP range in the local network (${one.range}) allocated by resource (${one.holder}) overlaps with ` +
      `an IP range (${other.range}) in an active peer of the peer network.`
    );
  }
  const behind = firstOverlap(theirs, aroundOf(compute, local, peer));
  if (behind === undefined) return undefined;
  const [one, other] = behind;
  return (
    `An IP range in the peer network (${one.range}) overlaps with an IP range (${other.range}) in an active peer ` +
    "of the local network."
  );
}

/** Why a network cannot hold these ranges beside the networks that it is joined to. */
export function overlapWithPeers(compute: Compute, network: Network, ranges: HeldRange[]): string | undefined {
  for (const peer of activePeers(compute, network)) {
    const found = overlapBetween(compute, network, peer, ranges);
    if (found !== undefined) return found;
  }
  return undefined;
}

function aroundOf(compute: Compute, network: Network, without: Network): HeldRange[] {
  return activePeers(compute, network).flatMap((peer) => (peer === without ? [] : rangesOf(compute, peer)));
}

function firstOverlap(some: HeldRange[], others: HeldRange[]): readonly [HeldRange, HeldRange] | undefined {
  for (const one of some) {
    const other = others.find(({ range }) => overlap(one.range, range));
    if (other !== undefined) return [one, other];
  }
  return undefined;
}
