import type { PreviewConnectionOutput } from "../../reconcile/preview-connection.ts";
import { failureText } from "../failure-text.ts";
import { format, type Row, sheetOf } from "../format.ts";
import { type ExitCode, exitCodes, type Session } from "../session.ts";

/** Seconds between two looks at an execution that takes some. */
const pause = 2;

/** Shows what joining two networks would take. */
export async function plan({ hub, terminal, format: as }: Session, one: string, other: string): Promise<ExitCode> {
  const execution = await hub.start("preview-connection", { requester: one, accepter: other });
  terminal.err(`reading ${one} and ${other} ...`);
  for (;;) {
    const { status, output, failure } = await hub.observe(execution);
    if (status === "FAILED") throw new Error(failureText(failure));
    if (status === "ENDED") {
      // The machine's output is the step's, and the step's is checked where it runs.
      const preview = output as PreviewConnectionOutput;
      terminal.out(format(as, preview, () => textOf(preview)));
      return preview.outcome === "refuse" ? exitCodes.unhealthy : exitCodes.ok;
    }
    await terminal.sleep(pause);
  }
}

const verdicts: Readonly<Record<PreviewConnectionOutput["outcome"], string>> = {
  change: "would be joined",
  keep: "are joined and as they should be",
  refuse: "would not be joined",
  remove: "would be parted",
  approve: "would be joined once a person has approved it",
};

function textOf(preview: PreviewConnectionOutput): string {
  const { names, transport, outcome, problems, warnings, kept, calls, quotas, monthlyUsd, costs } = preview;
  return [
    `${names.requester} and ${names.accepter} ${verdicts[outcome]} by ${transport}`,
    ...problems.map(({ rule, message, remedy }) => `  ${rule}: ${message}: ${remedy}`),
    ...part(
      "Calls",
      calls.map(({ account, call, about }) => ({ account, call, about })),
    ),
    ...part(
      "Quotas",
      quotas.map(({ where, of, used, added, limit }) => ({ where, of, used, added, limit: `${limit}` })),
    ),
    ...part("Cost", [
      ...costs.map(({ what, usd }) => ({ what, usd })),
      { what: "a month, without traffic", usd: monthlyUsd },
    ]),
    ...part(
      "Warnings",
      warnings.map((warning) => ({ warning })),
    ),
    ...part(
      "There already",
      kept.map((what) => ({ what })),
    ),
  ].join("\n");
}

function part(title: string, rows: readonly Row[]): readonly string[] {
  return rows.length === 0 ? [] : ["", `${title}:`, sheetOf(rows)];
}
