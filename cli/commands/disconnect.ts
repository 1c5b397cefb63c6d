import { connectionBetween, directoryOf, reasonOf } from "../connections.ts";
import { follow } from "../follow.ts";
import { format, sheetOf } from "../format.ts";
import { type ExitCode, exitCodes, type Session } from "../session.ts";
import { askingTags } from "../wishes.ts";

/** Takes back what a person asked for; what tags ask for stays until they are taken away. */
export async function disconnect(session: Session, one: string, other: string): Promise<ExitCode> {
  const { hub, terminal } = session;
  if ((await connectionBetween(hub, one, other)) === undefined) {
    throw new Error(`${one} and ${other} have no connection`);
  }
  const execution = await hub.start("connect-networks", { requester: one, accepter: other, withdrawn: true });
  terminal.err(`parting ${one} and ${other}, once their grace is over: ${execution}`);
  await follow(session, execution, async () => undefined);
  const left = await connectionBetween(hub, one, other);
  const result = {
    requester: one,
    accepter: other,
    state: left?.status.phase ?? "absent",
    reason: left ? reasonOf(left.status) : "",
  };
  terminal.out(format(session.format, result, () => sheetOf([result])));
  if (left === undefined) return exitCodes.ok;
  for (const asked of askingTags(left, await directoryOf(hub))) terminal.err(`tags still ask for it: ${asked}`);
  return exitCodes.unhealthy;
}
