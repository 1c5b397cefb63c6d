import type { Pair } from "../core/connection/connection-id.ts";
import { locate } from "../core/connection/network-id.ts";
import { type Entry, nameOf, wants } from "../core/intent/directory.ts";
import { entryOf } from "../reconcile/directory.ts";

/** What tags of either network ask for the other, and what to take away: one sentence each; none when no tag asks. */
export function askingTags({ requester, accepter }: Pair, directory: readonly Entry[]): readonly string[] {
  const [one, other] = [entryOf(directory, requester), entryOf(directory, accepter)];
  const mesh = one.intent.mesh;
  if (mesh !== undefined && mesh === other.intent.mesh) {
    const names = [one, other].map(({ id }) => nameOf(id, directory)).join(" or ");
    return [`both are of the mesh ${mesh}: take ${keyOf(one, "mesh")} off ${names}`, ...namedBy(), ...namedBy(true)];
  }
  return [...namedBy(), ...namedBy(true)];

  function namedBy(reverse = false): readonly string[] {
    const [from, to] = reverse ? [other, one] : [one, other];
    const { mesh: _, ...intent } = from.intent;
    // The mesh aside, which is told once for both.
    if (!wants({ ...from, intent }, to, directory)) return [];
    const [asking, asked] = [nameOf(from.id, directory), nameOf(to.id, directory)];
    return [`${asking} asks for ${asked}: take it out of ${keyOf(from, "connect")} of ${asking} (${from.id})`];
  }
}

/** Networks of Google Cloud bear no tags: their clusters' labels count. */
function keyOf({ id }: Entry, key: string): string {
  return locate(id).cloud === "gcp" ? `the label crosspeer-${key}` : `crosspeer:${key}`;
}
