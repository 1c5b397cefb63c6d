import type { Allow } from "../../core/connection/network.ts";
import { parseIntent } from "../../core/intent/intent.ts";
import type { Try } from "./realm/protocol.ts";
import type { Site } from "./site.ts";

/** Two networks that are joined, as the connection between them says. */
export interface Joined {
  readonly between: readonly [one: string, other: string];
}

/**
 * What connections say of a try: whether the two networks are joined, and whether the one that is tried lets it in.
 *
 * @param allow what may come into a network, by its id: as its tags have it
 * @returns undefined within a network, of which connections say nothing
 */
export function said(
  { from, to }: { readonly from: Site; readonly to: Site },
  { kind, port }: Try,
  { joined, allow }: { readonly joined: readonly Joined[]; readonly allow: ReadonlyMap<string, readonly Allow[]> },
): boolean | undefined {
  if (from.id === to.id) return undefined;
  const isJoined = joined.some(({ between }) => between.includes(from.id) && between.includes(to.id));
  return isJoined && (allow.get(to.id) ?? []).some((one) => admits(one, kind === "icmp" ? "icmp" : "tcp", port));
}

function admits(allow: Allow, protocol: "icmp" | "tcp", port: number): boolean {
  if (allow.protocol === "all") return true;
  if (allow.protocol !== protocol) return false;
  return allow.protocol === "icmp" || (allow.from <= port && port <= allow.to);
}

/** What may come in by the tag `crosspeer:allow`: everything where there is none. */
export function allowedBy(tag: string | undefined): readonly Allow[] {
  return parseIntent(tag === undefined ? {} : { "crosspeer:allow": tag }).allow ?? [];
}
