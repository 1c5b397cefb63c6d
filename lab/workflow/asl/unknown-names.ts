import { expressionsOf, freeVariables } from "./expressions.ts";
import { assignedBy, branchesOf, isDistributed } from "./machine-problems.ts";
import type { Branch } from "./schema.ts";

/** JSONata's functions (docs.jsonata.org, function library) without $eval, which Step Functions turns off, and its six. */
export const FUNCTIONS: ReadonlySet<string> = new Set(
  `string length substring substringBefore substringAfter uppercase lowercase trim pad contains split join match replace
  base64encode base64decode encodeUrlComponent encodeUrl decodeUrlComponent decodeUrl number abs floor ceil round power
  sqrt formatNumber formatBase formatInteger parseInteger sum max min average boolean not exists count append sort
  reverse shuffle distinct zip keys lookup spread merge sift each error assert type now millis fromMillis toMillis map
  filter single reduce partition range hash random uuid parse`.split(/\s+/),
);

/**
 * Names in a machine's expressions that are neither a function nor assigned by any state in reach, as
 * `state "X": Output/y: $name …`. Step Functions accepts such a machine and fails when it gets there.
 */
export function unknownNames(branch: Branch, outer: ReadonlySet<string> = new Set(["states"])): string[] {
  const inReach = new Set([...outer, ...Object.values(branch.States).flatMap(assignedBy)]);
  return Object.entries(branch.States).flatMap(([name, state]) => [
    ...expressionsOf(state).flatMap(({ field, source }) =>
      freeVariables(source)
        .filter((variable) => !inReach.has(variable) && !FUNCTIONS.has(variable))
        .map((variable) => `state "${name}": ${field}: $${variable} is neither a function nor assigned by any state`),
    ),
    ...branchesOf(state).flatMap((inner) => unknownNames(inner, isDistributed(state) ? undefined : inReach)),
  ]);
}
