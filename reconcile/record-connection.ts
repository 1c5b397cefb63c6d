import { isDeepStrictEqual } from "node:util";
import type { ConnectionId, Pair } from "../core/connection/connection-id.ts";
import type { NetworkId } from "../core/connection/network-id.ts";
import type { ConnectionStatus, Transport } from "../core/connection/status.ts";
import { Superseded } from "../core/faults.ts";
import type { Problem } from "../core/problems.ts";
import { type Decision, refusedStatus } from "./decide.ts";
import { entriesOf } from "./directory.ts";
import { fingerprint } from "./plan-connection.ts";
import type { ConnectionRecord, Deps } from "./ports.ts";
import { reportNetwork } from "./report-network.ts";

export interface RecordConnectionInput extends Pair {
  readonly connection: ConnectionId;
  readonly transport: Transport;
  readonly outcome: "change" | "keep" | "refuse";
  readonly problems: readonly Problem[];
  readonly fingerprints: { readonly requester: string; readonly accepter: string };
  readonly peering?: string;
  readonly askedBy?: NetworkId;
  /** The generation of this execution; a person's execution has none. */
  readonly generation?: number;
  readonly at: string;
}

export interface RecordConnectionOutput {
  readonly phase: ConnectionStatus["phase"];
}

/**
 * Writes down how it ended, and tells it: ledger, event, status tags.
 *
 * The generation is closed before the intent is compared: a change that comes later starts the next generation, one
 * that came before is seen here. So no change of tags falls between two executions.
 *
 * @throws Superseded when the intent is no longer the one that was planned
 */
export async function recordConnection(deps: Deps, input: RecordConnectionInput): Promise<RecordConnectionOutput> {
  const { ledger } = deps;
  const previous = await ledger.connection(input.connection);
  const status = statusOf(input, previous);
  if (input.generation !== undefined) await ledger.raiseGeneration(input.connection, input.generation + 1);

  const records = await ledger.networks();
  for (const side of ["requester", "accepter"] as const) {
    if (fingerprint(records, input[side]) === input.fingerprints[side]) continue;
    throw new Superseded(`the tags of ${input[side]} changed while ${input.connection} was worked on`);
  }

  const directory = entriesOf(records);
  await writeStatus(deps, input, previous, status);
  for (const network of [input.requester, input.accepter]) {
    await reportNetwork(deps, { network, directory, at: input.at });
  }
  return { phase: status.phase };
}

/** Whether the ledger says already what a decision would come to, with nothing left to do. */
export function isToldAlready(record: ConnectionRecord, decision: Decision): boolean {
  if (decision.outcome === "change") return false;
  const problems = decision.outcome === "refuse" ? decision.problems : [];
  return isDeepStrictEqual(statusOf({ outcome: decision.outcome, problems }, record), record.status);
}

function statusOf(
  { outcome, problems }: Pick<RecordConnectionInput, "outcome" | "problems">,
  previous: ConnectionRecord | undefined,
): ConnectionStatus {
  return outcome === "refuse" ? refusedStatus(problems, previous?.peering !== undefined) : { phase: "active" };
}

type StatusChange = Pick<
  RecordConnectionInput,
  "connection" | "requester" | "accepter" | "transport" | "peering" | "askedBy" | "at"
>;

/**
 * Writes a connection's status where it is new. The announcement goes first: after a crash between the two it is made
 * twice rather than never.
 */
export async function writeStatus(
  { ledger, events }: Pick<Deps, "ledger" | "events">,
  change: StatusChange,
  previous: ConnectionRecord | undefined,
  status: ConnectionStatus,
): Promise<void> {
  const { connection, requester, accepter, transport, at } = change;
  const peering = change.peering ?? previous?.peering;
  const askedBy = change.askedBy ?? previous?.askedBy;
  const sameStatus = previous !== undefined && isDeepStrictEqual(previous.status, status);
  if (sameStatus && previous.peering === peering && previous.askedBy === askedBy) return;
  if (!sameStatus) {
    await events.announce({
      type: "Connection State Changed",
      connection,
      requester,
      accepter,
      transport,
      previous: previous?.status.phase ?? "absent",
      status,
      at,
    });
  }
  await ledger.putConnection({
    id: connection,
    requester,
    accepter,
    transport,
    status,
    ...(peering === undefined ? {} : { peering }),
    ...(askedBy === undefined ? {} : { askedBy }),
    since: sameStatus ? previous.since : at,
    history: sameStatus ? previous.history : [...(previous?.history ?? []), { at, status }].slice(-20),
  });
}
