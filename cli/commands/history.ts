import { connectionBetween, reasonOf } from "../connections.ts";
import { format, sheetOf } from "../format.ts";
import { type ExitCode, exitCodes, type Session } from "../session.ts";

/** Tells the latest changes of a connection's status, and who answered for it. */
export async function history({ hub, terminal, format: as }: Session, one: string, other: string): Promise<ExitCode> {
  const record = await connectionBetween(hub, one, other);
  if (record === undefined) throw new Error(`${one} and ${other} have no connection`);
  const rows = record.history.map(({ at, status }) => ({ at, state: status.phase, reason: reasonOf(status) }));
  const { answer } = record;
  terminal.out(
    format(as, { history: rows, ...(answer === undefined ? {} : { answer }) }, () =>
      [
        sheetOf(rows),
        ...(answer === undefined
          ? []
          : [
              `plan ${answer.plan} ${answer.verdict} by ${answer.actor ?? "nobody"}: ${answer.reason ?? "no reason given"}`,
            ]),
      ].join("\n"),
    ),
  );
  return exitCodes.ok;
}
