import { isDeepStrictEqual } from "node:util";
import type { ConnectionId, Pair } from "../core/connection/connection-id.ts";
import type { NetworkId } from "../core/connection/network-id.ts";
import type { ConnectionStatus, Transport } from "../core/connection/status.ts";
import type { Answer } from "./approval-ports.ts";
import type { ConnectionRecord, Deps, Fingerprints } from "./ports.ts";

export type StatusChange = Pair & {
  readonly connection: ConnectionId;
  readonly transport: Transport;
  readonly peering?: string;
  readonly askedBy?: NetworkId;
  readonly warnings?: readonly string[];
  readonly unwantedSince?: string;
  readonly settled?: Fingerprints;
  readonly answer?: Answer;
  readonly at: string;
};

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
  const settled = change.settled ?? previous?.settled;
  const answer = change.answer ?? previous?.answer;
  const { unwantedSince } = change;
  return {
    ...{ id: connection, requester, accepter, transport, status, since, history },
    ...(peering === undefined ? {} : { peering }),
    ...(askedBy === undefined ? {} : { askedBy }),
    ...(settled === undefined ? {} : { settled }),
    ...(answer === undefined ? {} : { answer }),
    ...(unwantedSince === undefined ? {} : { unwantedSince }),
  };
}
