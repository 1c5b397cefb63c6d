import type { Ec2Action, Ec2Call } from "./action.ts";
import { type FilterTable, filterRows } from "./filters.ts";
import { DRY_RUN, FILTERS, PAGING, texts } from "./form.ts";
import { notFound, type ResourceType, refuseMalformed } from "./ids.ts";
import { pageOf } from "./paging.ts";
import type { Tags } from "./resources.ts";
import { list, type XmlTree } from "./xml.ts";

interface Describable<T> {
  readonly type: ResourceType;
  /** The parameter that lists ids. */
  readonly ids: string;
  /** The element of the answer that holds the list. */
  readonly set: string;
  readonly largestPage?: number;
  /** Whether the answer comes in pages when asked to; default true. */
  readonly paged?: boolean;
  rows(call: Ec2Call): readonly T[];
  idOf(row: T): string;
  tagsOf(row: T, call: Ec2Call): Tags;
  filters(call: Ec2Call): FilterTable<T>;
  render(row: T, call: Ec2Call): XmlTree;
}

/** A Describe action: by ids, each of which must exist, then by filters, then in pages. */
export function describeAction<T>(describable: Describable<T>): Ec2Action {
  const { type, ids, set, largestPage, paged = true, idOf } = describable;
  return {
    parameters: [...DRY_RUN, ...FILTERS, ...(paged ? PAGING : []), `${ids}.n`],
    run(call) {
      const asked = [...new Set(texts(call.form, ids))];
      for (const id of asked) refuseMalformed(type, id);
      const all = describable.rows(call);
      const found = asked.length === 0 ? all : all.filter((row) => asked.includes(idOf(row)));
      const missing = asked.filter((id) => !found.some((row) => idOf(row) === id));
      if (missing.length > 0) throw notFound(type, ...missing);
      const tagsOf = (row: T) => describable.tagsOf(row, call);
      const matching = filterRows(call.form, found, describable.filters(call), tagsOf);
      const page = pageOf(call.form, matching, idOf, largestPage);
      return { [set]: list(page.rows.map((row) => describable.render(row, call))), nextToken: page.nextToken };
    },
  };
}
