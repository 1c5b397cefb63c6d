import { AwsError } from "../aws-error.ts";
import { invalidValue } from "./errors.ts";
import { type Form, nodes, required, texts } from "./form.ts";
import type { Tags } from "./resources.ts";

type Values = readonly (string | number | boolean | undefined)[];

/** What a row has under each filter's name; a row may have several values. */
export type FilterTable<T> = Readonly<Record<string, (row: T) => Values>>;

const MAX_VALUES = 200;

/**
 * The rows that match every filter of the form, each by any of its values. `*` stands for any characters and `?` for at
 * most one, as in "List and filter using the CLI and API". Throws InvalidParameterValue for a filter not in the table.
 */
export function filterRows<T>(
  form: Form,
  rows: readonly T[],
  table: FilterTable<T>,
  tagsOf?: (row: T) => Tags,
): readonly T[] {
  const filters = nodes(form, "Filter").map((filter) => readFilter(filter, table, tagsOf));
  if (filters.reduce((sum, filter) => sum + filter.patterns.length, 0) > MAX_VALUES) {
    throw new AwsError(
      "FilterLimitExceeded",
      `The maximum number of filter values specified on a single call is ${MAX_VALUES}`,
    );
  }
  return rows.filter((row) =>
    filters.every(({ read, patterns }) =>
      read(row).some((value) => value !== undefined && patterns.some((pattern) => pattern.test(String(value)))),
    ),
  );
}

function readFilter<T>(filter: Form, table: FilterTable<T>, tagsOf?: (row: T) => Tags) {
  const name = required(filter, "Name");
  const read = (Object.hasOwn(table, name) ? table[name] : undefined) ?? tagReader(name, tagsOf);
  if (read === undefined) throw invalidValue(`The filter '${name}' is invalid`);
  const patterns = texts(filter, "Value").map(toPattern);
  if (patterns.length === 0) throw invalidValue(`The filter '${name}' has no values`);
  return { read, patterns };
}

function tagReader<T>(name: string, tagsOf?: (row: T) => Tags): ((row: T) => Values) | undefined {
  if (tagsOf === undefined) return undefined;
  if (name.startsWith("tag:")) return (row) => [tagsOf(row).get(name.slice("tag:".length))];
  if (name === "tag-key") return (row) => [...tagsOf(row).keys()];
  return name === "tag-value" ? (row) => [...tagsOf(row).values()] : undefined;
}

function toPattern(value: string): RegExp {
  const source = value.replaceAll(/\\[*?\\]|[*?]|[^*?\\]+|\\/g, (part) => {
    if (part === "*") return ".*";
    if (part === "?") return ".?";
    const literal = /^\\[*?\\]$/.test(part) ? part.slice(1) : part;
    return literal.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  });
  return new RegExp(`^${source}$`, "s");
}
