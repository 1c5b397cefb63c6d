import { connectionIdOf, type Pair } from "../core/connection/connection-id.ts";
import { locate, type NetworkId, placeKey } from "../core/connection/network-id.ts";
import { type Entry, wishesOf } from "../core/intent/directory.ts";
import { decide } from "./decide.ts";
import { entriesOf, entryOf, type Seen, updateDirectory } from "./directory.ts";
import type { ConnectionRecord, Deps } from "./ports.ts";
import { isToldAlready } from "./record-connection.ts";
import { reportNetwork } from "./report-network.ts";
import { withdraw } from "./withdraw.ts";

export interface ReadIntentInput {
  /** One network that may have changed; absent for a sweep over all places. */
  readonly network?: NetworkId;
  readonly at: string;
}

export interface ReadIntentOutput {
  /** The connections that are not as their networks want them. */
  readonly connections: readonly Pair[];
}

/**
 * Reads the tags of one network, or of all, and finds what has to be done: an event only says where to look.
 *
 * What is converged already is told from a batched reading here, so that nothing is started for it.
 */
export async function readIntent(deps: Deps, { network, at }: ReadIntentInput): Promise<ReadIntentOutput> {
  const seen = network === undefined ? await readAll(deps) : [await readOne(deps, network)];
  const records = await updateDirectory(deps.ledger, seen);
  const directory = entriesOf(records);
  const networks = seen.map(({ id }) => id);

  const known = network === undefined ? await deps.ledger.connections() : await deps.ledger.connectionsOf(network);
  const wished = wishes(networks, directory);
  const wanted = new Map(
    [...wished, ...known.filter(({ askedBy }) => askedBy !== undefined)].map((pair) => [connectionIdOf(pair), pair]),
  );
  const unwanted = known.filter(({ id, status }) => !wanted.has(id) && status.phase !== "withdrawn");
  for (const record of unwanted) await withdraw(deps, record, at);
  const told = new Set([...networks, ...unwanted.flatMap(({ requester, accepter }) => [requester, accepter])]);
  for (const id of told) await reportNetwork(deps, { network: id, directory, at });

  return { connections: await unsettled(deps, { pairs: [...wanted.values()], known, directory }) };
}

/** A network that is gone asks for nothing: its tags are read as none. */
async function readOne({ provider }: Deps, id: NetworkId): Promise<Seen> {
  return { id, tags: (await provider.readTags(id)) ?? {} };
}

/** Every tagged network of every place that answers, and those of the ledger there that are no longer tagged. */
async function readAll({ provider, ledger, places }: Deps): Promise<readonly Seen[]> {
  const answers = await Promise.allSettled(places.map((place) => provider.listNetworks(place)));
  const read = new Set(places.filter((_, index) => answers[index]?.status === "fulfilled").map(placeKey));
  const tagged = answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
  const ids = new Set(tagged.map(({ id }) => id));
  const silent = (await ledger.networks()).filter(({ id }) => !ids.has(id) && read.has(placeKey(locate(id))));
  return [...tagged, ...silent.map(({ id }) => ({ id, tags: {} }))];
}

function wishes(networks: readonly NetworkId[], directory: readonly Entry[]): readonly Pair[] {
  return networks.flatMap((id) => wishesOf(entryOf(directory, id), directory).pairs);
}

interface Wanted {
  readonly pairs: readonly Pair[];
  readonly known: readonly ConnectionRecord[];
  readonly directory: readonly Entry[];
}

/** The pairs that are not yet as wanted, or of which the ledger does not yet say what is true. */
async function unsettled({ provider, ledger }: Deps, { pairs, known, directory }: Wanted): Promise<readonly Pair[]> {
  const survey = await provider.surveyNetworks(pairs.flatMap(({ requester, accepter }) => [requester, accepter]));
  const networks = new Map(survey.networks.map((network) => [network.id, network]));
  const records = new Map(known.map((record) => [record.id, record]));
  const settled = await Promise.all(
    pairs.map(async (pair) => {
      const record = records.get(connectionIdOf(pair));
      if (record === undefined || survey.unread.has(pair.requester) || survey.unread.has(pair.accepter)) return false;
      const owned = await ledger.ownedObjects(record.id);
      const decision = decide({
        pair,
        directory,
        requester: networks.get(pair.requester),
        accepter: networks.get(pair.accepter),
        formerPeerings: owned.flatMap(({ kind, id }) => (kind === "peering" ? [id] : [])),
        ...(record.askedBy === undefined ? {} : { askedBy: record.askedBy }),
      });
      return isToldAlready(record, decision);
    }),
  );
  return pairs
    .filter((_, index) => settled[index] !== true)
    .map(({ requester, accepter }) => ({ requester, accepter }));
}
