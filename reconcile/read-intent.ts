import { isDeepStrictEqual } from "node:util";
import { type ConnectionId, connectionIdOf, type Pair } from "../core/connection/connection-id.ts";
import { isFlapping } from "../core/connection/damp.ts";
import type { Network } from "../core/connection/network.ts";
import type { NetworkId, Place } from "../core/connection/network-id.ts";
import { Fault } from "../core/faults.ts";
import { type Entry, pointsAmbiguouslyAt, wishesOf } from "../core/intent/directory.ts";
import type { VpnState } from "../core/plan/vpn.ts";
import type { Policy } from "../core/policy/policy.ts";
import { decide, isToldAlready } from "./decide.ts";
import type { Decision } from "./decision.ts";
import { entriesOf, entryOf, fingerprint, readDirectory, type Seen, updateDirectory } from "./directory.ts";
import { readStandingVpn } from "./observe-vpn.ts";
import { type Owned, readOwned } from "./owned.ts";
import type { ConnectionRecord, Deps, NetworkRecord } from "./ports.ts";
import { rootOf } from "./record-failure.ts";
import { reportNetworks } from "./report-network.ts";
import { forget, standingOf, withdraw } from "./withdraw.ts";

export interface ReadIntentInput {
  /** One network that may have changed; absent for a sweep, whose places have been read into the directory. */
  readonly network?: NetworkId;
  /** Of a sweep: the places that could not be read, with the error and the cause of their runs. */
  readonly unread?: readonly UnreadPlace[];
  readonly at: string;
}

export interface UnreadPlace extends Place {
  readonly error: string;
  readonly cause: string;
}

export interface ReadIntentOutput {
  /** The connections that are not as their networks want them. */
  readonly connections: readonly Pair[];
  /** Of a sweep: seconds since the oldest wish was noted that is not carried out; 0 when all are. */
  readonly oldest?: number;
}

/** A state's output holds 256 KB (Step Functions quotas), a pair some 160 bytes. What is left over is the next sweep's. */
const mostPairs = 500;

/**
 * Reads the tags of one network, or of all, and finds what has to be done: an event only says where to look.
 *
 * What is converged already is told from a batched reading here, so that nothing is started for it.
 */
export async function readIntent(deps: Deps, { network, unread = [], at }: ReadIntentInput): Promise<ReadIntentOutput> {
  const { ledger, events } = deps;
  if (unread.length > 0) await events.announce({ type: "Sweep Incomplete", unread: unread.map(told), at });
  const records =
    network === undefined ? await readDirectory(ledger) : await updateDirectory(ledger, [await readOne(deps, network)]);
  const directory = entriesOf(records);

  // A sweep goes by the whole directory: a network whose account cannot be read now still wants what it wanted.
  const asking = network === undefined ? directory.map(({ id }) => id) : [network];
  const known = network === undefined ? await ledger.connections() : await ledger.connectionsOf(network);
  const wanted = wantedOf(asking, known, directory);

  const unwanted = known.filter(({ id }) => !wanted.has(id));
  const standing: ConnectionRecord[] = [];
  for (const record of unwanted) {
    if ((await standingOf(deps, record.id, record)) === undefined) await forget(deps, record, at);
    else standing.push(record);
  }
  const pairs = [...wanted.values(), ...standing];
  const { connections, withdrawn } = await unsettled(deps, { pairs, known, directory, records, at });
  const concerned = [...unwanted, ...withdrawn].flatMap(({ requester, accepter }) => [requester, accepter]);
  // What has not changed above was read above: a sweep does not ask for it again, network by network.
  const changed = new Set(concerned);
  const calm = (network === undefined ? records.map(({ id }) => id) : [network]).filter((id) => !changed.has(id));
  await reportNetworks(deps, calm, { records, directory, at, connections: byNetwork(known) });
  await reportNetworks(deps, concerned, { records, directory, at });
  return network === undefined ? { connections, oldest: oldestOf(connections, known, at) } : { connections };
}

function byNetwork(known: readonly ConnectionRecord[]): ReadonlyMap<NetworkId, readonly ConnectionRecord[]> {
  const ends = known.flatMap((record) => [
    { network: record.requester, record },
    { network: record.accepter, record },
  ]);
  const grouped = Map.groupBy(ends, ({ network }) => network);
  return new Map([...grouped].map(([network, all]) => [network, all.map(({ record }) => record)]));
}

/** What waits for consent or is blocked waits for people; what is not in the ledger yet was found just now. */
function oldestOf(connections: readonly Pair[], known: readonly ConnectionRecord[], at: string): number {
  const ids = new Set(connections.map(connectionIdOf));
  const since = known.filter(({ id, status }) => ids.has(id) && status.phase !== "pending").map((one) => one.since);
  return Math.max(0, ...since.map((time) => (Date.parse(at) - Date.parse(time)) / 1000));
}

/** A network that is gone asks for nothing: its tags are read as none. */
async function readOne({ provider }: Deps, id: NetworkId): Promise<Seen> {
  return { id, tags: (await provider.readTags(id)) ?? {} };
}

function told({ error, cause, ...place }: UnreadPlace): Place & { readonly reason: string } {
  const root = rootOf({ error, cause });
  return { ...place, reason: `${root.error}: ${root.cause}`.slice(0, 500) };
}

/** What the tags wish, what persons asked for, and what stands by a name that has become ambiguous. */
function wantedOf(
  asking: readonly NetworkId[],
  known: readonly ConnectionRecord[],
  directory: readonly Entry[],
): ReadonlyMap<ConnectionId, Pair> {
  const wished = asking.flatMap((id) => wishesOf(entryOf(directory, id), directory).pairs);
  const kept = known.filter(({ askedBy, requester, accepter }) => {
    const [one, other] = [entryOf(directory, requester), entryOf(directory, accepter)];
    const unclear = pointsAmbiguouslyAt(one, other, directory) || pointsAmbiguouslyAt(other, one, directory);
    return askedBy !== undefined || unclear;
  });
  return new Map([...wished, ...kept].map((pair) => [connectionIdOf(pair), pair]));
}

interface Wanted {
  readonly records: readonly NetworkRecord[];
  readonly pairs: readonly Pair[];
  readonly known: readonly ConnectionRecord[];
  readonly directory: readonly Entry[];
  readonly at: string;
}

/** The pairs that are not yet as wanted, or of which the ledger does not yet say what is true. */
async function unsettled(
  deps: Deps,
  { pairs, known, directory, records, at }: Wanted,
): Promise<{ readonly connections: readonly Pair[]; readonly withdrawn: readonly ConnectionRecord[] }> {
  const survey = await deps.provider.surveyNetworks(pairs.flatMap(({ requester, accepter }) => [requester, accepter]));
  const networks = new Map(survey.networks.map((network) => [network.id, network]));
  const connected = new Map(known.map((record) => [record.id, record]));
  const policy = await deps.policies.read();
  const withdrawn: ConnectionRecord[] = [];
  const settled = await Promise.all(
    pairs.map(async (pair) => {
      const record = connected.get(connectionIdOf(pair));
      if (record === undefined || survey.unread.has(pair.requester) || survey.unread.has(pair.accepter)) return false;
      const finding = await look(deps, record, { networks, directory, records, policy });
      if (finding === "unwanted") withdrawn.push(record);
      return finding === "settled";
    }),
  );
  for (const record of withdrawn) await withdraw(deps, { ...record, connection: record.id, at }, record);
  const connections = pairs
    .filter((_, index) => settled[index] !== true)
    .slice(0, mostPairs)
    .map(({ requester, accepter }) => ({ requester, accepter }));
  return { connections, withdrawn };
}

interface Surveyed {
  readonly records: readonly NetworkRecord[];
  readonly policy: Policy;
  readonly networks: ReadonlyMap<NetworkId, Network>;
  readonly directory: readonly Entry[];
}

async function look(
  deps: Deps,
  record: ConnectionRecord,
  { networks, directory, records, policy }: Surveyed,
): Promise<"settled" | "unwanted" | "open"> {
  const { id, requester, accepter, askedBy, answer } = record;
  const fingerprints = { requester: fingerprint(records, requester), accepter: fingerprint(records, accepter) };
  const pair: Pair = { requester, accepter };
  const vpn = await readVpn(deps, pair);
  if (vpn === "unread") return "open";
  const decideBy = (owned: Owned): Decision =>
    decide({
      pair,
      directory,
      ...{ policy, fingerprints, settled: isDeepStrictEqual(record.settled, fingerprints) },
      requester: networks.get(requester),
      accepter: networks.get(accepter),
      owned,
      standing: record.peering !== undefined,
      ...(vpn === undefined ? {} : { vpn }),
      ...(askedBy === undefined ? {} : { askedBy }),
      ...(answer === undefined ? {} : { answer }),
    });
  // As if all that leads to the peering were ours: only what this leaves open is worth a look into the ledger.
  const decision = decideBy({ formerPeerings: [], isOwnedRoute: () => true });
  if (decision.outcome === "remove") return "unwanted";
  // Of a restless connection the health checks tell when it rests, and have put right what then differs.
  const isInOrder = isDeepStrictEqual(record.settled, fingerprints);
  if (isInOrder && isFlapping(record.status) && decision.outcome !== "approve") return "settled";
  const isSettled =
    isToldAlready(record, decision) || isToldAlready(record, decideBy(await readOwned(deps.ledger, id)));
  if (!isSettled && isAwaitingApproval(record)) await deps.approvals.void(id);
  return isSettled ? "settled" : "open";
}

/** What somebody was shown is no longer what would be done. */
function isAwaitingApproval({ status }: ConnectionRecord): boolean {
  return status.phase === "pending" && status.waitingFor === "approval";
}

/** One VPN that cannot be read must not keep a sweep from the others: its own execution will tell why. */
async function readVpn(deps: Deps, pair: Pair): Promise<VpnState | undefined | "unread"> {
  try {
    return await readStandingVpn(deps, pair);
  } catch (error) {
    if (error instanceof Fault) return "unread";
    throw error;
  }
}
