import { isDeepStrictEqual } from "node:util";
import type { Tags } from "../core/connection/network.ts";
import type { NetworkId } from "../core/connection/network-id.ts";
import type { Entry } from "../core/intent/directory.ts";
import { parseIntent } from "../core/intent/intent.ts";
import { intentKeys, statusKey } from "../core/intent/tags.ts";
import type { Ledger, NetworkRecord } from "./ports.ts";

/** A network as its tags are now. */
export interface Seen {
  readonly id: NetworkId;
  readonly tags: Tags;
}

/** The networks of the ledger, with what was just read of some of them written down where it is new. */
export async function updateDirectory(ledger: Ledger, seen: readonly Seen[]): Promise<readonly NetworkRecord[]> {
  const records = new Map((await ledger.networks()).map((record) => [record.id, record]));
  const news = seen
    .map(({ id, tags }) => ({ id, tags: ours(tags), problems: records.get(id)?.problems ?? [] }))
    .filter(({ id, tags }) => !isDeepStrictEqual(records.get(id)?.tags, tags));
  for (const record of news) await ledger.putNetwork(record);
  // Both ends of a pair are often tagged at once. Read after the write, at least one of two runs sees the other's end.
  const all = news.length === 0 ? [...records.values()] : await ledger.networks();
  return all.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** The directory that the domain resolves names and consent by. */
export function entriesOf(records: readonly NetworkRecord[]): readonly Entry[] {
  return records.map(({ id, tags }) => ({ id, intent: parseIntent(tags) }));
}

export function entryOf(directory: readonly Entry[], id: NetworkId): Entry {
  return directory.find((entry) => entry.id === id) ?? { id, intent: parseIntent({}) };
}

function ours(tags: Tags): Tags {
  const keys = [...intentKeys, statusKey];
  return Object.fromEntries(keys.flatMap((key) => (tags[key] === undefined ? [] : [[key, tags[key]]])));
}
