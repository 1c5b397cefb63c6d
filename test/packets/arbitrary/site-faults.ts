import type { Route, RouteTable, Site } from "../../../lab/packets/site.ts";
import { editSessions } from "../../lab/packets/edit.ts";
import { atOneSite, changeEach, type Done, type Fault } from "./fault.ts";

/** What is wrong in routes, peerings and prefixes. */
export const SITE_FAULTS: Readonly<Record<string, Fault>> = {
  "propagation off": atOneTable((table) => (table.propagates.length === 0 ? [] : [{ ...table, propagates: [] }])),
  "route missing": atOneTable(({ routes, ...table }) =>
    changeEach(routes, () => []).map(({ items }) => ({ ...table, routes: items })),
  ),
  "route to nowhere": atOneTable(({ routes, ...table }) =>
    changeEach(routes, (route): Route[] => [{ ...route, target: { kind: "nowhere" } }]).map(({ items }) => ({
      ...table,
      routes: items,
    })),
  ),
  "half inactive": atOneSite((site) =>
    changeEach(site.peerings, (half) => (half.active ? [{ ...half, active: false }] : undefined)).map(
      ({ item, items }) => ({ at: `${item.id} at ${site.name}`, site: { ...site, peerings: items } }),
    ),
  ),
  "prefix of another site": overlapping,
};

function atOneTable(variants: (table: RouteTable) => readonly RouteTable[]): Fault {
  return atOneSite((site) =>
    site.tables.flatMap((table, index) =>
      variants(table).map((variant) => ({
        at: table.id,
        site: { ...site, tables: site.tables.with(index, variant) },
      })),
    ),
  );
}

/** A site has a prefix of another one, or the part of it that has a pod, and tells its neighbours. */
function overlapping(sites: readonly Site[]): readonly Done[] {
  return sites.flatMap((site) =>
    sites
      .filter((other) => other !== site)
      .flatMap(({ prefixes }) => prefixes.flatMap((prefix) => [prefix, prefix.replace("/16", "/24")]))
      .filter((prefix) => !site.prefixes.includes(prefix))
      .map((prefix) => ({
        at: `${prefix} at ${site.name}`,
        sites: sites.map((other) => (other === site ? withPrefix(site, prefix) : other)),
      })),
  );
}

function withPrefix(site: Site, prefix: string): Site {
  const wider = { ...site, prefixes: [...site.prefixes, prefix] };
  return editSessions(wider, ({ advertises }) => ({ advertises: [...advertises, prefix] }));
}
