import { standingPeering } from "./owned.ts";
import type { ConnectionRecord, Deps } from "./ports.ts";

/**
 * Notes that nobody asks for a connection any more. One that was never made is forgotten; one that stands is recorded
 * as withdrawn, and stands until it is taken away.
 */
export async function withdraw({ ledger, events }: Deps, record: ConnectionRecord, at: string): Promise<void> {
  const peering = record.peering ?? (await standingPeering(ledger, record.id));
  const status = peering === undefined ? ({ phase: "absent" } as const) : ({ phase: "withdrawn" } as const);
  await events.announce({
    type: "Connection State Changed",
    connection: record.id,
    requester: record.requester,
    accepter: record.accepter,
    transport: record.transport,
    previous: record.status.phase,
    status,
    at,
  });
  if (peering === undefined || status.phase === "absent") return ledger.removeConnection(record);
  const history = [...record.history, { at, status }].slice(-20);
  await ledger.putConnection({ ...record, peering, status, since: at, history });
}
