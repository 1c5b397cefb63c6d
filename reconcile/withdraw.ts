import { standingPeering } from "./owned.ts";
import type { ConnectionRecord, Deps } from "./ports.ts";
import { type StatusChange, writeStatus } from "./write-status.ts";

/** What joins the two networks of a connection by now, however the execution ended that made it; undefined for nothing. */
export async function standingOf(
  { ledger }: Pick<Deps, "ledger">,
  connection: ConnectionRecord["id"],
  record: ConnectionRecord | undefined,
): Promise<string | undefined> {
  return record?.peering ?? (await standingPeering(ledger, connection));
}

/**
 * Notes, once, that nobody wants what stands: from then on its grace counts. One whose removal failed stays told as that.
 *
 * @returns since when nobody wants it, ISO 8601
 */
export async function withdraw(
  deps: Pick<Deps, "ledger" | "events">,
  change: Omit<StatusChange, "unwantedSince">,
  previous: ConnectionRecord | undefined,
): Promise<string> {
  if (previous?.unwantedSince !== undefined) return previous.unwantedSince;
  const unwanted = { ...change, unwantedSince: change.at };
  await writeStatus(deps, unwanted, previous && withoutAsker(previous), { phase: "withdrawn" });
  return change.at;
}

/** What a person took back the record must not ask for: the next sweep would keep it. */
function withoutAsker({ askedBy: _, ...record }: ConnectionRecord): ConnectionRecord {
  return record;
}

/** Forgets what nobody wants and nothing stands of. */
export async function forget(
  { ledger, events }: Pick<Deps, "ledger" | "events">,
  record: ConnectionRecord,
  at: string,
) {
  const { id: connection, requester, accepter, transport, status } = record;
  await events.announce({
    type: "Connection State Changed",
    ...{ connection, requester, accepter, transport, at },
    previous: status.phase,
    status: { phase: "absent" },
  });
  await ledger.removeConnection(record);
}
