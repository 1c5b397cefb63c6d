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

/** The networks of the ledger, the ones just read taking the place of what was known of them; writes what is new. */
export async function updateDirectory(ledger: Ledger, seen: readonly Seen[]): Promise<readonly NetworkRecord[]> {
  const records = new Map((await ledger.networks()).map((record) => [record.id, record]));
  for (const { id, tags } of seen) {
    const known = records.get(id);
    const record = { id, tags: ours(tags), problems: known?.problems ?? [] };
    if (known !== undefined && sameTags(known.tags, record.tags)) continue;
    records.set(id, record);
    await ledger.putNetwork(record);
  }
  return [...records.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
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

function sameTags(one: Tags, other: Tags): boolean {
  return JSON.stringify(one) === JSON.stringify(other);
}
