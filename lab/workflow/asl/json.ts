/** What can stand in a JSON document: all that a workflow's data is made of. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A plain copy of a value as JSON keeps it; `undefined` when JSON has no form for it. */
export function toJson(value: unknown): Json | undefined {
  const text = JSON.stringify(value);
  if (text === undefined) return undefined;
  const copy: Json = JSON.parse(text);
  return copy;
}

/** The name that Step Functions gives to a value's type in its messages. */
export function typeName(value: Json): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "array" : typeof value;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
