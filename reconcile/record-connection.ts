import { isDeepStrictEqual } from "node:util";
import type { ConnectionId, Pair } from "../core/connection/connection-id.ts";
import type { NetworkId } from "../core/connection/network-id.ts";
import type { ConnectionStatus, Transport } from "../core/connection/status.ts";
import type { Problem } from "../core/problems.ts";
import type { Judgement } from "../core/tunnels/judge.ts";
import { statusOf } from "./decide.ts";
import { assertSameIntent, entriesOf } from "./directory.ts";
import { standingPeering } from "./owned.ts";
import type { ConnectionRecord, Deps, Fingerprints } from "./ports.ts";
import { reportNetworks } from "./report-network.ts";
import { endTurn } from "./turns.ts";

export interface RecordConnectionInput extends Pair {
  readonly connection: ConnectionId;
  readonly transport: Transport;
  readonly outcome: "change" | "keep" | "refuse";
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
  readonly fingerprints: Fingerprints;
  readonly peering?: string;
  /** How a VPN's tunnels were when they were last read. */
  readonly tunnels?: Judgement;
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
  // A plan that was superseded while it was carried out, by one that changes nothing.
  if (input.outcome !== "change") await endTurn(deps.leases, input);
  const previous = await ledger.connection(input.connection);
  if (input.generation !== undefined) await ledger.raiseGeneration(input.connection, input.generation + 1);
  const records = await ledger.networks();
  assertSameIntent(records, input, input.fingerprints);

  const standing = input.peering ?? previous?.peering ?? (await standingPeering(ledger, input.connection));
  const status = statusOf(input, standing !== undefined);
  await writeStatus(deps, { ...input, ...(standing === undefined ? {} : { peering: standing }) }, previous, status);
  const told = { records, directory: entriesOf(records), at: input.at };
  await reportNetworks(deps, [input.requester, input.accepter], told);
  return { phase: status.phase };
}

type StatusChange = Pick<
  RecordConnectionInput,
  "connection" | "requester" | "accepter" | "transport" | "peering" | "askedBy" | "at"
> & { readonly warnings?: readonly string[] };

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
  const { connection, requester, accepter, transport, at, warnings = [] } = change;
  const record = recordOf(change, previous, status);
  if (isDeepStrictEqual(record, previous)) return;
  if (!isDeepStrictEqual(previous?.status, status)) {
    await events.announce({
      type: "Connection State Changed",
      connection,
      requester,
      accepter,
      transport,
      previous: previous?.status.phase ?? "absent",
      status,
      ...(warnings.length > 0 ? { warnings } : {}),
      at,
    });
  }
  await ledger.putConnection(record);
}

/** What is not known now is as it was. */
function recordOf(
  { connection, requester, accepter, transport, at, ...change }: StatusChange,
  previous: ConnectionRecord | undefined,
  status: ConnectionStatus,
): ConnectionRecord {
  const { since, history } =
    previous !== undefined && isDeepStrictEqual(previous.status, status)
      ? previous
      : { since: at, history: [...(previous?.history ?? []), { at, status }].slice(-20) };
  const peering = change.peering ?? previous?.peering;
  const askedBy = change.askedBy ?? previous?.askedBy;
  return {
    ...{ id: connection, requester, accepter, transport, status, since, history },
    ...(peering === undefined ? {} : { peering }),
    ...(askedBy === undefined ? {} : { askedBy }),
  };
}
