import { connectionBetween, isUnhealthy, reasonOf } from "../connections.ts";
import { follow } from "../follow.ts";
import { format, sheetOf } from "../format.ts";
import { type ExitCode, exitCodes, type Session } from "../session.ts";

/** Starts what a tag would start, on the first network's behalf, and waits for the end of it. */
export async function connect(session: Session, one: string, other: string): Promise<ExitCode> {
  const { hub, terminal } = session;
  const execution = await hub.start("connect-networks", { requester: one, accepter: other });
  terminal.err(`joining ${one} and ${other}: ${execution}`);
  const waiting = await follow(session, execution, async () => {
    const { status } = (await connectionBetween(hub, one, other)) ?? {};
    return status?.phase === "pending" && status.waitingFor === "approval" ? status : undefined;
  });
  const status = waiting ?? (await connectionBetween(hub, one, other))?.status;
  if (status === undefined) throw new Error(`${one} and ${other} have no connection in the ledger`);
  const result = { requester: one, accepter: other, state: status.phase, reason: reasonOf(status) };
  terminal.out(format(session.format, result, () => sheetOf([result])));
  return isUnhealthy(status) || status.phase === "pending" ? exitCodes.unhealthy : exitCodes.ok;
}
