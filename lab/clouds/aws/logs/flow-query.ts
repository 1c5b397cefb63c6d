import { AwsError } from "../aws-error.ts";

/** A row of a query's results. */
export type QueryRow = readonly { readonly field: string; readonly value: string }[];

/** The fields of a flow log of the default format, in their order (VPC Flow Logs: default format), as Logs Insights names them. */
const FIELDS = [
  ...["version", "accountId", "interfaceId", "srcAddr", "dstAddr", "srcPort", "dstPort", "protocol"],
  ...["packets", "bytes", "startTime", "endTime", "action", "logStatus"],
];

const GRAMMAR =
  /^filter (\w+) = "(\w+)" \| stats sum\((\w+)\) as (\w+) by ([\w, ]+) \| sort (\w+) desc \| limit (\d+)$/;

/** Runs the one form of query that the lab knows over lines of flow logs. @throws AwsError for any other query */
export function runFlowQuery(query: string, lines: readonly string[]): readonly QueryRow[] {
  const [, filtered = "", wanted = "", summed = "", name = "", groups = "", sorted = "", limit = ""] =
    GRAMMAR.exec(query.trim()) ?? [];
  const keys = groups.split(",").map((key) => key.trim());
  const unknown = [filtered, summed, ...keys].find((field) => !FIELDS.includes(field));
  if (filtered === "" || unknown !== undefined || sorted !== name) {
    throw new AwsError("MalformedQueryException", `the lab does not understand the query: ${query}`);
  }
  const rows = lines.map(fieldsOf).filter((row) => row[filtered] === wanted);
  const found = Map.groupBy(rows, (row) => keys.map((key) => row[key]).join(" "));
  return [...found.values()]
    .map((group) => ({ first: group[0] ?? {}, sum: group.reduce((all, row) => all + Number(row[summed] ?? 0), 0) }))
    .toSorted((one, other) => other.sum - one.sum)
    .slice(0, Number(limit))
    .map(({ first, sum }) => [
      ...keys.map((field) => ({ field, value: first[field] ?? "" })),
      { field: name, value: String(sum) },
    ]);
}

function fieldsOf(line: string): Readonly<Record<string, string>> {
  const values = line.split(" ");
  return Object.fromEntries(FIELDS.map((field, index) => [field, values[index] ?? ""]));
}
