import Table from "cli-table3";
import pc from "picocolors";
import type { Site } from "./site.ts";
import type { Judged } from "./trial.ts";

/** How the tries of one network at another came out. */
type Cell = "all" | "some" | "none" | "wrong" | "untried";

const SIGNS: Readonly<Record<Cell, string>> = { all: "●", some: "◐", none: "·", wrong: "✗", untried: "" };

export const LEGEND = "● every way · ◐ some ways: what is allowed · · none · ✗ not as it should be";

/** A table of who reaches whom: a line for each network that tries, a column for each that is tried. */
export function matrixOf(sites: readonly Site[], judged: readonly Judged[]): string {
  const owner = new Map(sites.flatMap(({ name, pods }) => pods.map((pod) => [pod.name, name] as const)));
  const cells = Map.groupBy(judged, ({ try: { from, to } }) => `${owner.get(from)} ${owner.get(to)}`);
  const names = sites.map(({ name }) => name);
  const table = new Table({
    head: ["", ...names.map((_, index) => String(index + 1))],
    chars: { mid: "", "left-mid": "", "mid-mid": "", "right-mid": "" },
    style: { head: pc.isColorSupported ? ["bold"] : [], border: [], compact: true },
  });
  for (const [index, from] of names.entries()) {
    table.push([`${index + 1} ${from}`, ...names.map((to) => SIGNS[cellOf(cells.get(`${from} ${to}`) ?? [])])]);
  }
  return table.toString();
}

function cellOf(tries: readonly Judged[]): Cell {
  if (tries.length === 0) return "untried";
  if (tries.some(({ faults }) => faults.length > 0)) return "wrong";
  const reached = tries.filter(({ packets }) => packets).length;
  if (reached === tries.length) return "all";
  return reached === 0 ? "none" : "some";
}
