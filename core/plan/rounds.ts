import type { Pair } from "../connection/connection-id.ts";
import { type Cloud, locate, type NetworkId } from "../connection/network-id.ts";
import { colourEdges } from "./edge-colours.ts";

/**
 * Whether a network of this cloud takes one change of its peerings at a time: Google Cloud refuses a second one while one
 * is under way on either network (VPC Network Peering: restrictions), Azure while the virtual network is being updated.
 */
export function takesOneWriter(cloud: Cloud): boolean {
  return cloud !== "aws";
}

/**
 * The networks of a pair that one connection at a time may write to. None where a VPN joins them: it takes the better part
 * of an hour, and each of its writes is short.
 */
export function oneWriterNetworks({ requester, accepter }: Pair): readonly NetworkId[] {
  if (locate(requester).cloud !== locate(accepter).cloud) return [];
  return [requester, accepter].filter((network) => takesOneWriter(locate(network).cloud));
}

/**
 * Puts connections in rounds in which no network has two writers. Those that need not take turns are all in the first.
 *
 * There is at most one round more than the most connections that a network has; a full mesh of n networks takes n - 1
 * rounds, or n when n is odd.
 */
export function roundsOf<P extends Pair>(pairs: readonly P[]): readonly (readonly P[])[] {
  const free = pairs.filter((pair) => oneWriterNetworks(pair).length === 0);
  const rounds: P[][] = free.length === 0 ? [] : [free];
  for (const group of groupsOf(pairs.filter((pair) => oneWriterNetworks(pair).length > 0).toSorted(byNetworks))) {
    const colours = colourEdges(group.map(({ requester, accepter }) => [requester, accepter]));
    group.forEach((pair, index) => {
      const round = colours[index] ?? 0;
      rounds[round] = [...(rounds[round] ?? []), pair];
    });
  }
  return rounds;
}

/**
 * Of those that wait, the ones whose turn it is: the lowest round. Rounds that were counted at different times may hold
 * one network twice; then the first pair goes.
 */
export function nextRound<P extends Pair & { readonly round: number }>(waiting: readonly P[]): readonly P[] {
  const lowest = Math.min(...waiting.map(({ round }) => round));
  const busy = new Set<NetworkId>();
  return waiting.filter((pair) => {
    const networks = [pair.requester, pair.accepter];
    if (pair.round !== lowest || networks.some((network) => busy.has(network))) return false;
    for (const network of networks) busy.add(network);
    return true;
  });
}

/** Pairs that share networks, directly or by way of others, are in one group. */
function groupsOf<P extends Pair>(pairs: readonly P[]): readonly (readonly P[])[] {
  let groups: (readonly P[])[] = [];
  for (const pair of pairs) {
    const [touched, others] = [
      groups.filter((group) => touches(group, pair)),
      groups.filter((group) => !touches(group, pair)),
    ];
    groups = [...others, [...touched.flat(), pair].toSorted(byNetworks)];
  }
  return groups;
}

function touches(group: readonly Pair[], { requester, accepter }: Pair): boolean {
  return group.some((pair) =>
    [pair.requester, pair.accepter].some((network) => network === requester || network === accepter),
  );
}

function byNetworks(one: Pair, other: Pair): number {
  const [a, b] = [`${one.requester} ${one.accepter}`, `${other.requester} ${other.accepter}`];
  return a < b ? -1 : Number(a > b);
}
