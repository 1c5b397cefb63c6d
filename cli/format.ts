import Table from "cli-table3";
import { stringify } from "yaml";

export type Format = "table" | "json" | "yaml";

/** Columns are named by the keys of the first row. */
export type Row = Readonly<Record<string, string | number>>;

/** Data for a program, or the table that people read. */
export function format(as: Format, data: unknown, sheet: () => string): string {
  if (as === "json") return JSON.stringify(data, null, 2);
  return as === "yaml" ? stringify(data).trimEnd() : sheet();
}

/** Without frames, as kubectl's. */
export function sheetOf(rows: readonly Row[]): string {
  const [first] = rows;
  if (first === undefined) return "none";
  const keys = Object.keys(first);
  const table = new Table({ head: keys.map((key) => key.toUpperCase()), ...plain });
  for (const row of rows) table.push(keys.map((key) => row[key] ?? ""));
  return trimmed(table.toString());
}

function trimmed(text: string): string {
  return text
    .split("\n")
    .map((line) => line.trimEnd())
    .join("\n");
}

const edges = ["top", "top-mid", "top-left", "top-right", "bottom", "bottom-mid", "bottom-left", "bottom-right"];
const lines = ["left", "left-mid", "mid", "mid-mid", "right", "right-mid", "middle"];
const plain = {
  chars: Object.fromEntries([...edges, ...lines].map((part) => [part, part === "middle" ? "  " : ""])),
  style: { head: [], border: [], "padding-left": 0, "padding-right": 0 },
};
