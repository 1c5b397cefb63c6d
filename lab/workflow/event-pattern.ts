import { isRecord } from "./asl/json.ts";
import { compileMatcher, type Leaf, type Matcher } from "./event-matchers.ts";

/** A pattern that PutRule and TestEventPattern refuse with InvalidEventPatternException. */
export class InvalidEventPattern extends Error {
  override readonly name = "InvalidEventPattern";
}

type Predicate = (event: unknown) => boolean;

/**
 * Compiles an EventBridge event pattern into a test of events (both as parsed JSON); throws InvalidEventPattern.
 * Operators: exact, prefix, suffix, wildcard, equals-ignore-case, anything-but, numeric, cidr, exists, $or.
 */
export function compileEventPattern(pattern: unknown): Predicate {
  try {
    const matches = compileObject(pattern, "");
    return (event) => matches(expandDots(event));
  } catch (error) {
    throw new InvalidEventPattern(
      `Event pattern is not valid. Reason: ${error instanceof Error ? error.message : error}`,
      {
        cause: error,
      },
    );
  }
}

function compileObject(pattern: unknown, path: string): Predicate {
  const expanded = expandDots(pattern);
  if (!isRecord(expanded) || Object.keys(expanded).length === 0) {
    throw new Error(`"${path}" must be an object or an array that is not empty`);
  }
  const fields = Object.entries(expanded).map(([key, value]) => compileField(key, value, path));
  const every = (node: unknown) => fields.every((matches) => matches(node));
  // Within an array of objects one and the same element has to match.
  return (node) => (Array.isArray(node) && node.length > 0 ? node.some(every) : every(node));
}

function compileField(key: string, value: unknown, parent: string): Predicate {
  const path = parent === "" ? key : `${parent}.${key}`;
  if (key === "$or") return compileOr(value, path);
  if (!Array.isArray(value)) {
    const matches = compileObject(value, path);
    return (node) => matches(fieldOf(node, key));
  }
  if (value.length === 0) throw new Error(`"${path}": empty arrays are not allowed`);
  const matchers: Matcher[] = value.map(compileMatcher);
  return (node) => {
    const values = leaves(fieldOf(node, key));
    return matchers.some((matches) => matches(values));
  };
}

function compileOr(value: unknown, path: string): Predicate {
  if (!Array.isArray(value) || value.length < 2) throw new Error(`"${path}" must be an array of two patterns or more`);
  const ways = value.map((way) => compileObject(way, path));
  return (node) => ways.some((matches) => matches(node));
}

function fieldOf(node: unknown, key: string): unknown {
  return isRecord(node) ? node[key] : undefined;
}

/** The values that stand at the end of a path. An object is none: the path goes on. */
function leaves(value: unknown): Leaf[] {
  if (Array.isArray(value)) return value.flatMap(leaves);
  const scalar = typeof value === "string" || typeof value === "number" || typeof value === "boolean" || value === null;
  return scalar ? [value] : [];
}

/** EventBridge knows a field by its path joined with dots: a key `a.b` is the same as `b` inside `a`. */
function expandDots(node: unknown): unknown {
  if (Array.isArray(node)) return node.map((item: unknown) => (isRecord(item) ? expandDots(item) : item));
  if (!isRecord(node)) return node;
  const expanded: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(node)) place(expanded, key.split("."), expandDots(value));
  return expanded;
}

function place(target: Record<string, unknown>, [key = "", ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    const present = target[key];
    target[key] = isRecord(present) && isRecord(value) ? { ...present, ...value } : value;
    return;
  }
  const inner = target[key];
  const next: Record<string, unknown> = isRecord(inner) ? inner : {};
  target[key] = next;
  place(next, rest, value);
}
