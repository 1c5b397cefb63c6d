import { createHash } from "node:crypto";
import type { NetworkId } from "./network-id.ts";

declare const brand: unique symbol;

/** Names a connection everywhere: ledger, execution names, tags on cloud objects. */
export type ConnectionId = string & { readonly [brand]: "ConnectionId" };

/** Two networks in canonical order: the requester's id sorts first. */
export interface Pair {
  readonly requester: NetworkId;
  readonly accepter: NetworkId;
}

const shape = /^cx-[a-z2-7]{13}$/;
const alphabet = "abcdefghijklmnopqrstuvwxyz234567";

export function parseConnectionId(text: string): ConnectionId | undefined {
  return shape.test(text) ? (text as ConnectionId) : undefined;
}

/**
 * Puts two networks in canonical order.
 *
 * AWS answers a repeated request for the same ordered pair with the peering that is there already, but makes a second
 * one for the reversed pair, whose accept then fails: so requests always go out in the order of the sorted ids.
 */
export function pairOf(one: NetworkId, other: NetworkId): Pair {
  return one < other ? { requester: one, accepter: other } : { requester: other, accepter: one };
}

/** The connection's id: 65 bits of a hash of the pair, the same whoever asks. */
export function connectionIdOf(pair: Pair): ConnectionId {
  const digest = createHash("sha256").update(`${pair.requester} ${pair.accepter}`).digest();
  const letters = Array.from(digest.subarray(0, 13), (byte) => alphabet[byte % 32]);
  return `cx-${letters.join("")}` as ConnectionId;
}
