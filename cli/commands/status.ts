import { directoryOf, isUnhealthy, shown } from "../connections.ts";
import { format, sheetOf } from "../format.ts";
import { type ExitCode, exitCodes, type Session } from "../session.ts";

/** Seconds between two looks of a watch. */
const pause = 10;

/** Lists all connections; a watch ends only when the process does. */
export async function status(session: Session, { watch }: { readonly watch: boolean }): Promise<ExitCode> {
  const { terminal } = session;
  let told = "";
  for (;;) {
    const { text, code } = await look(session);
    if (text !== told) terminal.out(text);
    told = text;
    if (!watch) return code;
    await terminal.sleep(pause);
  }
}

async function look({ hub, format: as }: Session): Promise<{ readonly text: string; readonly code: ExitCode }> {
  const [records, directory] = await Promise.all([hub.ledger.connections(), directoryOf(hub)]);
  const rows = records.map((record) => ({ ...shown(record, directory) }));
  const isAnyUnhealthy = records.some((record) => isUnhealthy(record.status));
  return {
    text: format(as, rows, () => sheetOf(rows)),
    code: isAnyUnhealthy ? exitCodes.unhealthy : exitCodes.ok,
  };
}
