import { invalidField } from "../../gcp-error.ts";
import { link } from "../links.ts";
import { matchesFilter } from "./filter.ts";

/** What every list method takes. */
export const LIST_QUERY = ["filter", "maxResults", "orderBy", "pageToken", "returnPartialSuccess"];

const MOST_RESULTS = 500;

export interface PageRequest {
  readonly kind: string;
  /** The path of the list. */
  readonly home: string;
  readonly items: readonly object[];
  readonly query: URLSearchParams;
}

/** A page of a list, filtered and in order; an empty page has no `items`. */
export function listPage({ kind, home, items, query }: PageRequest) {
  const { page, nextPageToken } = cut(items, query);
  return {
    ...{ kind: `compute#${kind}List`, id: home },
    ...(page.length === 0 ? {} : { items: page }),
    ...(nextPageToken === undefined ? {} : { nextPageToken }),
    selfLink: link(home),
  };
}

/** The items of one page, and the token of the next. */
export function cut<T extends object>(items: readonly T[], query: URLSearchParams) {
  const found = inOrder(items, query).filter((item) => matchesFilter(item, query.get("filter")));
  const start = startOf(query.get("pageToken"));
  const end = start + sizeOf(query.get("maxResults"));
  const next = end < found.length ? Buffer.from(`lab ${end}`).toString("base64url") : undefined;
  return { page: found.slice(start, end), nextPageToken: next };
}

function sizeOf(maxResults: string | null): number {
  if (maxResults === null) return MOST_RESULTS;
  if (!/^\d{1,3}$/.test(maxResults) || Number(maxResults) > MOST_RESULTS) {
    throw invalidField("maxResults", maxResults, `Values must be within the range: [0, ${MOST_RESULTS}]`);
  }
  return Number(maxResults) || MOST_RESULTS;
}

function startOf(token: string | null): number {
  if (token === null || token === "") return 0;
  const start = /^lab (\d+)$/.exec(Buffer.from(token, "base64url").toString("utf8"))?.[1];
  if (start === undefined) throw invalidField("pageToken", token, "Invalid page token");
  return Number(start);
}

/** By name; or newest first, the one other order that Compute has. */
function inOrder<T extends object>(items: readonly T[], query: URLSearchParams): T[] {
  const asked = query.get("orderBy") ?? "name";
  const byName = items.toSorted((a, b) => compare(textOf(a, "name"), textOf(b, "name")));
  if (asked === "name") return byName;
  if (asked !== "creationTimestamp desc") {
    throw invalidField("orderBy", asked, "Currently only sorting by 'name' or 'creationTimestamp desc' is supported");
  }
  return byName.sort((a, b) => compare(textOf(b, "creationTimestamp"), textOf(a, "creationTimestamp")));
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function textOf(item: object, field: string): string {
  return String(new Map(Object.entries(item)).get(field) ?? "");
}
