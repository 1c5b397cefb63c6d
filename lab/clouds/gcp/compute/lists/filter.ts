import { invalidField } from "../../gcp-error.ts";

interface Term {
  readonly field: string;
  readonly operator: string;
  readonly value: string;
}

const TERM = /^\s*\(?\s*([\w.]+)\s*(!=|=|:|\beq\b|\bne\b)\s*(?:"([^"]*)"|([^\s"()]+))\s*\)?\s*$/;

/**
 * Whether an item passes a list's `filter`. The lab knows terms joined by AND: `field = value` and `!=` compare values,
 * `eq` and `ne` match a whole value against a pattern, `:` looks for a value within.
 */
export function matchesFilter(item: object, filter: string | null): boolean {
  if (filter === null || filter.trim() === "") return true;
  return filter.split(/\s+AND\s+|(?<=\))\s*(?=\()/).every((text) => passes(item, readTerm(text, filter)));
}

function readTerm(text: string, filter: string): Term {
  const [, field, operator, quoted, plain] = TERM.exec(text) ?? [];
  if (field === undefined || operator === undefined) {
    throw invalidField("filter", filter, "Invalid list filter expression.");
  }
  return { field, operator, value: quoted ?? plain ?? "" };
}

function passes(item: object, { field, operator, value }: Term): boolean {
  const values = valuesAt(item, field.split("."));
  if (operator === "=") return values.includes(value);
  if (operator === "!=") return !values.includes(value);
  if (operator === ":") return values.some((one) => value === "*" || one.includes(value));
  const matched = values.some((one) => new RegExp(`^(?:${value})$`).test(one));
  return operator === "eq" ? matched : !matched;
}

function valuesAt(value: unknown, path: readonly string[]): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => valuesAt(one, path));
  const [first, ...rest] = path;
  if (first === undefined) return value === undefined ? [] : [String(value)];
  if (typeof value !== "object" || value === null) return [];
  return valuesAt(new Map<string, unknown>(Object.entries(value)).get(first), rest);
}
