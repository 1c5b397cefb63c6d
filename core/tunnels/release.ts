import type { ConnectionId } from "../connection/connection-id.ts";
import type { NetworkId } from "../connection/network-id.ts";
import type { Claim } from "./allocate.ts";

/** What is still held once a connection is given up: its /30s are free, and the numbers of networks that have none left. */
export function release(claims: readonly Claim[], connection: ConnectionId): readonly Claim[] {
  const kept = claims.filter((claim) => claim.kind === "asn" || claim.holder !== connection);
  const freed = claims.flatMap((one) => (one.kind === "inside" && one.holder === connection ? one.networks : []));
  return kept.filter(
    (claim) => claim.kind === "inside" || !freed.includes(claim.holder) || isJoined(kept, claim.holder),
  );
}

/** Whether tunnels of any connection end at the network's gateway, or are to. */
export function isJoined(claims: readonly Claim[], network: NetworkId): boolean {
  return claims.some((claim) => claim.kind === "inside" && claim.networks.includes(network));
}
