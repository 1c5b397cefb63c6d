import jsonata from "jsonata";
import { isRecord } from "./json.ts";
import type { State } from "./schema.ts";

interface FieldExpression {
  /** Where it stands in its state, as Step Functions writes it: `Output/result`, `Choices[0]/Condition`. */
  readonly field: string;
  readonly source: string;
}

/** What stands between {% and %}, or undefined for a string that is plain text. */
export function expressionIn(text: string): string | undefined {
  return text.startsWith("{%") && text.endsWith("%}") ? text.slice(2, -2).trim() : undefined;
}

/** Every JSONata expression of a state's own fields; those of the states inside it are theirs. */
export function expressionsOf(state: State): FieldExpression[] {
  const own = Object.entries(state).filter(([field]) => !["Branches", "ItemProcessor", "Comment"].includes(field));
  return own.flatMap(([field, value]) => collect(value, field));
}

/** What is wrong with the syntax of an expression, if anything. */
export function syntaxProblem(source: string): string | undefined {
  try {
    jsonata(source);
    return undefined;
  } catch (error) {
    return String(isRecord(error) ? error["message"] : error);
  }
}

/** The `$names` that an expression reads and does not bind itself. */
export function freeVariables(source: string): string[] {
  const read = new Set<string>();
  const bound = new Set<string>();
  visit(jsonata(source).ast(), read, bound);
  return [...read].filter((name) => !bound.has(name));
}

function collect(value: unknown, field: string): FieldExpression[] {
  if (typeof value === "string") {
    const source = expressionIn(value);
    return source === undefined ? [] : [{ field, source }];
  }
  if (Array.isArray(value)) return value.flatMap((item, index) => collect(item, `${field}[${index}]`));
  return isRecord(value) ? Object.entries(value).flatMap(([key, item]) => collect(item, `${field}/${key}`)) : [];
}

function visit(node: unknown, read: Set<string>, bound: Set<string>): void {
  if (Array.isArray(node)) for (const child of node) visit(child, read, bound);
  if (!isRecord(node)) return;
  if (node["type"] === "variable" && node["value"] !== "" && node["value"] !== "$") read.add(String(node["value"]));
  for (const name of boundBy(node)) bound.add(name);
  for (const child of Object.values(node)) visit(child, read, bound);
}

/** Names that a node brings into being: `$x := …`, a function's parameters, and the `@$x` and `#$x` of a path. */
function boundBy(node: Record<string, unknown>): string[] {
  const variables =
    node["type"] === "bind" ? [node["lhs"]] : node["type"] === "lambda" ? [node["arguments"]].flat() : [];
  const names = variables.filter(isRecord).map((variable) => variable["value"]);
  return [...names, node["focus"], node["index"]].filter((name) => typeof name === "string");
}
