import type { ConnectionRecord, Deps } from "./ports.ts";

/**
 * Notes that nobody asks for a connection any more. One that was never made is forgotten; one that stands is recorded
 * as withdrawn, and stands until it is taken away.
 */
export async function withdraw({ ledger, events }: Deps, record: ConnectionRecord, at: string): Promise<void> {
  const status = record.peering === undefined ? ({ phase: "absent" } as const) : ({ phase: "withdrawn" } as const);
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
  if (status.phase === "absent") await ledger.removeConnection(record);
  else
    await ledger.putConnection({
      ...record,
      status,
      since: at,
      history: [...record.history, { at, status }].slice(-20),
    });
}
