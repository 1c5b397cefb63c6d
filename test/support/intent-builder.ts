import type { Tags } from "../../core/connection/network.ts";
import type { NetworkId } from "../../core/connection/network-id.ts";
import type { Entry } from "../../core/intent/directory.ts";
import { type Intent, parseIntent } from "../../core/intent/intent.ts";

/** Our tags without their prefix: `{ name: "shop", accept: "*" }`. */
export type ShortTags = Readonly<
  Partial<Record<"name" | "connect" | "accept" | "mesh" | "transport" | "allow" | "gateway", string>>
>;

function buildTags(tags: ShortTags): Tags {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [`crosspeer:${key}`, value]));
}

/** The intent of these tags, as the parser reads it. */
export function buildIntent(tags: ShortTags = {}): Intent {
  return parseIntent(buildTags(tags));
}

/** A network of the directory. */
export function buildEntry(id: NetworkId, tags: ShortTags = {}): Entry {
  return { id, intent: buildIntent(tags) };
}
