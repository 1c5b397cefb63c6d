import type { Call } from "../../method.ts";
import { link } from "../links.ts";
import { cut } from "../lists/list-page.ts";
import { AUTO_MODE_RANGES } from "../regions.ts";
import type { Project } from "../state.ts";
import { renderSubnetwork } from "./subnetwork-view.ts";

/** A page of a project's subnets by region; a region with none on the page says so. */
export function aggregatedPage(project: Project, { query }: Call) {
  const home = `projects/${project.id}/aggregated/subnetworks`;
  const all = [...project.subnetworks.values()].map((subnetwork) => ({
    ...{ region: subnetwork.region, name: subnetwork.name, view: renderSubnetwork(subnetwork) },
  }));
  const regionOf = new Map(all.map(({ view, region }) => [view.selfLink, region]));
  const { page, nextPageToken } = cut(
    all.map(({ view }) => view),
    query,
  );
  const byRegion = Map.groupBy(page, ({ selfLink }) => regionOf.get(selfLink));
  const items = Object.keys(AUTO_MODE_RANGES).map((region) => {
    const found = byRegion.get(region);
    return [`regions/${region}`, found === undefined ? nothingIn(`regions/${region}`) : { subnetworks: found }];
  });
  return {
    ...{ kind: "compute#subnetworkAggregatedList", id: home, items: Object.fromEntries(items) },
    ...(nextPageToken === undefined ? {} : { nextPageToken }),
    selfLink: link(home),
  };
}

function nothingIn(scope: string) {
  const message = `There are no results for scope '${scope}' on this page.`;
  return { warning: { code: "NO_RESULTS_ON_PAGE", message, data: [{ key: "scope", value: scope }] } };
}
