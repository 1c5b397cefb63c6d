import type { protos } from "@google-cloud/compute";
import { type ConnectionId, connectionIdOf, type Pair, pairOf } from "../../core/connection/connection-id.ts";
import type { Peering, PeeringPhase } from "../../core/connection/network.ts";
import type { NetworkId } from "../../core/connection/network-id.ts";
import { type GcpNetwork, toNetworkId } from "./translate.ts";

export type Half = protos.google.cloud.compute.v1.INetworkPeering;
export type Side = keyof Pair;

/** A peering as its two networks hold it. What is in a network that was not read is not known. */
export type Halves = Readonly<Record<Side, Half | "missing" | "unread">>;

/** Networks as they were read, by id. */
export type ReadNetworks = ReadonlyMap<NetworkId, GcpNetwork>;

/**
 * What every half of ours says. Ranges of pods may be public addresses in private use: they cross too. IPv4 alone: IPv6 of
 * a subnet can be reached from the Internet by its own means. `exchangeSubnetRoutes` is not a choice, but must be said.
 */
export const wantedFlags = {
  exchangeSubnetRoutes: true,
  exportCustomRoutes: true,
  importCustomRoutes: true,
  exportSubnetRoutesWithPublicIp: true,
  importSubnetRoutesWithPublicIp: true,
} as const;

export function halvesOf(pair: Pair, networks: ReadNetworks): Halves {
  return {
    requester: halfOf(pair.requester, pair.accepter, networks),
    accepter: halfOf(pair.accepter, pair.requester, networks),
  };
}

export function isHalf(half: Half | "missing" | "unread"): half is Half {
  return typeof half === "object";
}

/** Whether a half is ours to change: we give every half the connection's id as its name. */
export function isOurs(half: Half | "missing" | "unread", pair: Pair): half is Half & { readonly name: ConnectionId } {
  return isHalf(half) && half.name === connectionIdOf(pair);
}

export function hasWantedFlags(half: Half): boolean {
  return (
    half.exportCustomRoutes === true &&
    half.importCustomRoutes === true &&
    // Absent means true for what is exported (Compute API: NetworkPeering).
    half.exportSubnetRoutesWithPublicIp !== false &&
    half.importSubnetRoutesWithPublicIp === true
  );
}

/** Every peering that touches a network: by a half of its own, or by one in a network that was read as well. */
export function toPeerings(id: NetworkId, networks: ReadNetworks): readonly Peering[] {
  const own = (networks.get(id)?.peerings ?? []).flatMap((half) => toNetworkId(half.network) ?? []);
  const others = [...networks.keys()].filter((peer) => isHalf(halfOf(peer, id, networks)));
  return [...new Set([...own, ...others])].flatMap((peer) => {
    const pair = pairOf(id, peer);
    return toPeering(pair, halvesOf(pair, networks)) ?? [];
  });
}

/** A peering of two halves, or of the one that is there; undefined when there is none. */
export function toPeering(pair: Pair, halves: Halves): Peering | undefined {
  const { requester, accepter } = halves;
  const [one, other] = [requester, accepter].filter(isHalf);
  if (one === undefined) return undefined;
  const connection = connectionIdOf(pair);
  const isAdopted = isOurs(requester, pair) || isOurs(accepter, pair) || (other === undefined && isLonely(one, halves));
  const message = [one, other].find((half) => half !== undefined && half.state !== "ACTIVE")?.stateDetails;
  return {
    id: isAdopted ? connection : (one.name ?? ""),
    ...pair,
    phase: phaseOf(halves),
    options: { requester: isAsWanted(requester, pair), accepter: isAsWanted(accepter, pair) },
    ...(message ? { message } : {}),
    ...(isAdopted ? { connection } : {}),
  };
}

/** Whether another's half has none to meet it, so that ours can. One that is active has, though we may not have read it. */
function isLonely(half: Half, { requester, accepter }: Halves): boolean {
  return requester === "missing" || accepter === "missing" || half.state !== "ACTIVE";
}

function phaseOf({ requester, accepter }: Halves): PeeringPhase {
  if ([requester, accepter].every((half) => half === "unread" || (isHalf(half) && half.state === "ACTIVE")))
    return "active";
  if (isHalf(requester) && isHalf(accepter)) return "provisioning";
  return isHalf(requester) ? "offered" : "requested";
}

/** What is not ours is not ours to mend, and what is not there yet will be made as wanted. */
function isAsWanted(half: Half | "missing" | "unread", pair: Pair): boolean {
  return !isOurs(half, pair) || hasWantedFlags(half);
}

function halfOf(own: NetworkId, peer: NetworkId, networks: ReadNetworks): Half | "missing" | "unread" {
  const network = networks.get(own);
  if (network === undefined) return "unread";
  return (network.peerings ?? []).find((half) => toNetworkId(half.network) === peer) ?? "missing";
}
