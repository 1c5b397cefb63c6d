import { createHash } from "node:crypto";
import type { ConnectionId } from "../connection/connection-id.ts";
import type { NetworkId } from "../connection/network-id.ts";

const alphabet = "abcdefghijklmnopqrstuvwxyz234567";

/** The name of what serves all VPNs of a network: its gateway, router and public addresses. The same at every build. */
export function gatewayName(network: NetworkId): string {
  const digest = createHash("sha256").update(network).digest();
  return `crosspeer-${Array.from(digest.subarray(0, 13), (byte) => alphabet[byte % 32]).join("")}`;
}

/** The name of what serves one tunnel: in every cloud the same. */
export function tunnelName(connection: ConnectionId, index: number): string {
  return `${connection}-${index}`;
}

/** The name of the secret with a tunnel's pre-shared key. */
export function secretName(connection: ConnectionId, index: number): string {
  return `crosspeer/${tunnelName(connection, index)}`;
}
