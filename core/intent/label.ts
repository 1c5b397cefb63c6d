import type { Tags } from "../connection/network.ts";
import { intentKeys, statusKey } from "./tags.ts";

/** Labels as Google Cloud has them: keys and values are at most 63 of a-z, 0-9, `_` and `-`. */
export type Labels = Readonly<Record<string, string>>;

/** Characters. The longest value of a label (Resource Manager: requirements for labels). */
const longest = 63;

/** Keys whose values are lists. */
const lists: readonly string[] = ["crosspeer:connect", "crosspeer:accept", "crosspeer:allow"];

/** The key of the label that stands for a tag: `crosspeer-name` for `crosspeer:name`. */
export function labelKeyOf(tag: string): string {
  return tag.replace(":", "-");
}

/**
 * The tags that a network's labels stand for. A network has the labels of everything in it: where these differ, a list
 * has the items of all, and any other value becomes one that cannot be read, which is told.
 *
 * `_` stands for the space between the items of a list, `any` for `*`, `tcp-443` for `tcp:443`, `udp-8000-8100` for
 * `udp:8000-8100`. Labels that are none of ours are left out.
 */
export function tagsOfLabels(...labels: readonly Labels[]): Tags {
  return Object.fromEntries(
    [...intentKeys, statusKey].flatMap((key) => {
      const values = labels.flatMap((some) => some[labelKeyOf(key)] ?? []);
      return values.length === 0 ? [] : [[key, readValues(key, values)]];
    }),
  );
}

/**
 * A status as a label can hold it: lower case, `_` for spaces, `-` for what a label may not have, at most 63 characters.
 *
 * `active 1/2 - blocked shop overlap: 10.4.0.0/16` becomes `active_1-2_-_blocked_shop_overlap-_10-4-0-0-16`.
 */
export function labelOfStatus(text: string): string {
  return text
    .toLowerCase()
    .replace(/\s+/g, "_")
    .replace(/[^a-z0-9_-]+/g, "-")
    .slice(0, longest)
    .replace(/[_-]+$/, "");
}

function readValues(key: string, values: readonly string[]): string {
  const read = lists.includes(key) ? values.flatMap((value) => itemsOf(key, value)) : values;
  return [...new Set(read)].sort().join(" ");
}

function itemsOf(key: string, value: string): readonly string[] {
  const items = value.split("_");
  if (key === "crosspeer:allow") return items.map((item) => item.replace(/^(tcp|udp)-/, "$1:"));
  return items.map((item) => (item === "any" ? "*" : item));
}
