import { isDeepStrictEqual } from "node:util";
import type { ConnectionId, Pair } from "../core/connection/connection-id.ts";
import { type Doubt, damp } from "../core/connection/damp.ts";
import type { Network } from "../core/connection/network.ts";
import type { NetworkId } from "../core/connection/network-id.ts";
import type { ConnectionStatus } from "../core/connection/status.ts";
import { Fault } from "../core/faults.ts";
import type { Entry } from "../core/intent/directory.ts";
import { openPolicy } from "../core/policy/policy.ts";
import { decide, statusOf } from "./decide.ts";
import { entriesOf, fingerprint } from "./directory.ts";
import { readStandingVpn } from "./observe-vpn.ts";
import { type Owned, readOwned } from "./owned.ts";
import type { ConnectionRecord, Deps, NetworkRecord } from "./ports.ts";
import { reportNetworks } from "./report-network.ts";
import { writeStatus } from "./write-status.ts";

export interface CheckHealthInput {
  readonly connections: readonly ConnectionId[];
  /** ISO 8601: now. */
  readonly at: string;
}

export interface CheckHealthOutput {
  readonly checked: number;
  /** How many are told not to be as they should be. */
  readonly unhealthy: number;
  /** How many changes were told. */
  readonly transitions: number;
  /** What differs from the plan and is to be put right. */
  readonly connections: readonly Pair[];
}

/** Each VPN is read by calls of its own: so many at a time leave the clouds' allowances to what builds. */
const atOnce = 20;

/**
 * Looks at connections that stand and tells what has changed: peerings and their options, routes, rules, tunnels, sessions
 * and learned prefixes. Networks are read by place, as a sweep does; nothing is put right here.
 */
export async function checkHealth(deps: Deps, { connections, at }: CheckHealthInput): Promise<CheckHealthOutput> {
  const { ledger, provider } = deps;
  const wanted = new Set(connections);
  const [all, records, doubts, policy] = await Promise.all([
    ledger.connections(),
    ledger.networks(),
    ledger.doubts(),
    deps.policies.read(),
  ]);
  const directory = entriesOf(records);
  const checked = all.filter((record) => wanted.has(record.id) && isToBeChecked(record, records));
  const survey = await provider.surveyNetworks(checked.flatMap(({ requester, accepter }) => [requester, accepter]));
  const networks = new Map(survey.networks.map((network) => [network.id, network]));
  const findings: { readonly record: ConnectionRecord; readonly seen: ConnectionStatus | undefined }[] = [];
  for (let from = 0; from < checked.length; from += atOnce) {
    const some = checked.slice(from, from + atOnce);
    const seen = await Promise.all(some.map((record) => look(deps, record, { networks, directory, records })));
    findings.push(...some.map((record, index) => ({ record, seen: seen[index] })));
  }
  const told: ConnectionRecord[] = [];
  const repairs: ConnectionRecord[] = [];
  let unhealthy = 0;
  for (const { record, seen = record.status } of findings) {
    const tell = await damped(deps, { record, seen, doubt: doubts.get(record.id), at });
    if (tell !== undefined) {
      await writeStatus(deps, { ...record, connection: record.id, at }, record, tell);
      told.push(record);
    }
    // What comes and goes by itself is not helped by being put right again and again.
    if (tell === seen && isRepairable(seen) && policy.drift === "repair") repairs.push(record);
    if (isUnhealthy(tell ?? record.status)) unhealthy++;
  }
  const concerned = told.flatMap(({ requester, accepter }) => [requester, accepter]);
  await reportNetworks(deps, concerned, { records, directory, at });
  return {
    ...{ checked: checked.length, unhealthy, transitions: told.length },
    connections: repairs.map(({ requester, accepter }) => ({ requester, accepter })),
  };
}

interface Found {
  readonly record: ConnectionRecord;
  readonly seen: ConnectionStatus;
  readonly doubt: Doubt | undefined;
  readonly at: string;
}

/** What is to be told of a finding now, if anything; what is still in doubt is kept. */
async function damped(deps: Deps, { record, seen, doubt: before, at }: Found): Promise<ConnectionStatus | undefined> {
  const changes = record.history.map((change) => change.at);
  const { tell, doubt } = damp({ told: record.status, seen, changes, doubt: before, at });
  if (!isDeepStrictEqual(doubt, before)) await deps.ledger.doubt(record.id, doubt);
  return tell !== undefined && (await isAsRead(deps, record)) ? tell : undefined;
}

/** Reading the clouds takes a while: what was recorded meanwhile, a withdrawal among it, is newer than what was read. */
async function isAsRead({ ledger }: Deps, record: ConnectionRecord): Promise<boolean> {
  return isDeepStrictEqual(await ledger.connection(record.id), record);
}

/** What is being built, parted or refused is told by whoever does that. */
function isToBeChecked(record: ConnectionRecord, records: readonly NetworkRecord[]): boolean {
  const { requester, accepter, status, unwantedSince, settled } = record;
  const now = { requester: fingerprint(records, requester), accepter: fingerprint(records, accepter) };
  if (unwantedSince !== undefined || !isDeepStrictEqual(settled, now)) return false;
  return status.phase === "active" || status.phase === "degraded" || isRepairable(status);
}

/** Whether somebody can put it right by connecting again, or it may come right by itself. */
function isRepairable(status: ConnectionStatus): boolean {
  return "problem" in status && (status.problem.rule === "drift" || status.problem.rule === "tunnels-down");
}

function isUnhealthy({ phase }: ConnectionStatus): boolean {
  return phase === "degraded" || phase === "blocked";
}

interface Read {
  readonly networks: ReadonlyMap<NetworkId, Network>;
  readonly directory: readonly Entry[];
  readonly records: readonly NetworkRecord[];
}

/** A connection's status as the clouds have it; undefined where they did not tell, or something else is the matter. */
async function look(
  deps: Deps,
  record: ConnectionRecord,
  { networks, directory, records }: Read,
): Promise<ConnectionStatus | undefined> {
  const { id, requester, accepter, askedBy } = record;
  const [one, other] = [networks.get(requester), networks.get(accepter)];
  if (one === undefined || other === undefined) return undefined;
  const vpn = await readVpn(deps, record);
  if (vpn === "unread") return undefined;
  const decideBy = (owned: Owned) =>
    decide({
      ...{ pair: { requester, accepter }, directory, requester: one, accepter: other },
      owned,
      standing: true,
      // As if drift were only to be told: what is to be told is what is asked here.
      ...{ policy: { ...openPolicy, drift: "report" }, settled: true },
      fingerprints: { requester: fingerprint(records, requester), accepter: fingerprint(records, accepter) },
      ...(vpn === undefined ? {} : { vpn }),
      ...(askedBy === undefined ? {} : { askedBy }),
    });
  // As if all that leads to the peering were ours: only what this leaves open is worth a look into the ledger.
  const first = decideBy({ formerPeerings: [], isOwnedRoute: () => true });
  const decision = first.outcome === "keep" ? first : decideBy(await readOwned(deps.ledger, id));
  if (decision.outcome === "keep") {
    const { tunnels } = decision.plan;
    return statusOf({ outcome: "keep", problems: [], ...(tunnels === undefined ? {} : { tunnels }) });
  }
  if (decision.outcome !== "refuse") return undefined;
  const status = statusOf(decision);
  return isRepairable(status) ? status : undefined;
}

/** One VPN that cannot be read says nothing about itself, and does not keep the others from being looked at. */
async function readVpn(deps: Deps, pair: Pair) {
  try {
    return await readStandingVpn(deps, { requester: pair.requester, accepter: pair.accepter });
  } catch (error) {
    if (error instanceof Fault) return "unread";
    throw error;
  }
}
