import { isDeepStrictEqual } from "node:util";
import type { Pair } from "../core/connection/connection-id.ts";
import type { Tags } from "../core/connection/network.ts";
import { locate, type NetworkId, parseNetworkId } from "../core/connection/network-id.ts";
import { Invalid, Superseded } from "../core/faults.ts";
import type { Entry } from "../core/intent/directory.ts";
import { parseIntent } from "../core/intent/intent.ts";
import { fingerprintOf, intentKeys, statusKey } from "../core/intent/tags.ts";
import type { Fingerprints, Ledger, NetworkRecord } from "./ports.ts";

/** A network as its tags are now. */
export interface Seen {
  readonly id: NetworkId;
  readonly tags: Tags;
}

/** The networks of the ledger, with what was just read of some of them written down where it is new. */
export async function updateDirectory(ledger: Ledger, seen: readonly Seen[]): Promise<readonly NetworkRecord[]> {
  const known = await ledger.networks();
  const hasNews = await noteNetworks(ledger, known, seen);
  // Both ends of a pair are often tagged at once. Read after the write, at least one of two runs sees the other's end.
  return inOrder(hasNews ? await ledger.networks() : known);
}

/** Writes down what is new of the networks that were just read, and says whether anything was. */
export async function noteNetworks(
  ledger: Ledger,
  known: readonly NetworkRecord[],
  seen: readonly Seen[],
): Promise<boolean> {
  const records = new Map(known.map((record) => [record.id, record]));
  const news = seen
    .map(({ id, tags }) => recordOf(id, tags, records.get(id)))
    .filter((record) => !isDeepStrictEqual(records.get(record.id), record));
  for (const record of news) await ledger.putNetwork(record);
  return news.length > 0;
}

/** The directory as the ledger has it. */
export async function readDirectory(ledger: Ledger): Promise<readonly NetworkRecord[]> {
  return inOrder(await ledger.networks());
}

function inOrder(records: readonly NetworkRecord[]): readonly NetworkRecord[] {
  return records.toSorted((a, b) => (a.id < b.id ? -1 : 1));
}

/** The same, but nothing is written down. */
export async function peekDirectory(ledger: Ledger, seen: readonly Seen[]): Promise<readonly NetworkRecord[]> {
  const records = new Map((await ledger.networks()).map((record) => [record.id, record]));
  for (const { id, tags } of seen) records.set(id, recordOf(id, tags, records.get(id)));
  return [...records.values()];
}

/** The directory that the domain resolves names and consent by. */
export function entriesOf(records: readonly NetworkRecord[]): readonly Entry[] {
  return records.map(({ id, tags }) => ({ id, intent: parseIntent(tags, locate(id).cloud) }));
}

export function entryOf(directory: readonly Entry[], id: NetworkId): Entry {
  return directory.find((entry) => entry.id === id) ?? { id, intent: parseIntent({}) };
}

/** The network that a person means by a canonical id or a short name; undefined when it is none's or several'. */
export function networkMeant(text: string, directory: readonly Entry[]): NetworkId | undefined {
  const bearers = directory.filter(({ intent }) => intent.name === text);
  return parseNetworkId(text) ?? (bearers.length === 1 ? bearers[0]?.id : undefined);
}

/** @throws Invalid when the text is neither an id nor the name of one network */
export function networkNamed(text: string, directory: readonly Entry[]): NetworkId {
  const id = networkMeant(text, directory);
  if (id !== undefined) return id;
  throw new Invalid(`not one network is tagged crosspeer:name=${text}: give the name of one or a network's id`);
}

/** The digest of a network's intent as the ledger has it. */
export function fingerprint(records: readonly NetworkRecord[], id: NetworkId): string {
  return fingerprintOf(records.find((record) => record.id === id)?.tags ?? {});
}

/** @throws Superseded when the intent of either side is no longer the one that was planned */
export function assertSameIntent(records: readonly NetworkRecord[], pair: Pair, planned: Fingerprints): void {
  for (const side of ["requester", "accepter"] as const) {
    if (fingerprint(records, pair[side]) === planned[side]) continue;
    throw new Superseded(`the tags of ${pair[side]} changed since the plan was made`);
  }
}

function recordOf(id: NetworkId, tags: Tags, known: NetworkRecord | undefined): NetworkRecord {
  const intent = intentKeys.flatMap((key) => (tags[key] === undefined ? [] : [[key, tags[key]] as const]));
  const status = tags[statusKey];
  return {
    id,
    tags: Object.fromEntries(intent),
    ...(status === undefined ? {} : { status }),
    problems: known?.problems ?? [],
  };
}
