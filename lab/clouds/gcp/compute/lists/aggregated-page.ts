import { link } from "../links.ts";
import { AUTO_MODE_RANGES } from "../regions.ts";
import { cut } from "./list-page.ts";

export interface AggregatedRequest {
  /** As paths name it, and as a region's part of the answer does: `vpnTunnels`. */
  readonly collection: string;
  readonly kind: string;
  readonly project: string;
  /** Each with its region. */
  readonly items: readonly (readonly [string, object])[];
  readonly query: URLSearchParams;
}

/** A page of what a project has in all regions, by region; a region with none on the page says so. */
export function aggregatedPage({ collection, kind, project, items, query }: AggregatedRequest) {
  const home = `projects/${project}/aggregated/${collection}`;
  const regionOf = new Map(items.map(([region, item]) => [item, region]));
  const { page, nextPageToken } = cut([...regionOf.keys()], query);
  const byRegion = Map.groupBy(page, (item) => regionOf.get(item));
  const scopes = Object.keys(AUTO_MODE_RANGES).map((region) => {
    const found = byRegion.get(region);
    return [`regions/${region}`, found === undefined ? nothingIn(`regions/${region}`) : { [collection]: found }];
  });
  return {
    ...{ kind: `compute#${kind}AggregatedList`, id: home, items: Object.fromEntries(scopes) },
    ...(nextPageToken === undefined ? {} : { nextPageToken }),
    selfLink: link(home),
  };
}

function nothingIn(scope: string) {
  const message = `There are no results for scope '${scope}' on this page.`;
  return { warning: { code: "NO_RESULTS_ON_PAGE", message, data: [{ key: "scope", value: scope }] } };
}
