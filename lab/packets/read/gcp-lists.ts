import * as z from "zod";
import type { GcpTenant } from "../../scenarios/gcp-tenant.ts";

const listPage = z.object({ items: z.array(z.unknown()).default([]), nextPageToken: z.string().optional() });
const regionsPage = z.object({
  items: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  nextPageToken: z.string().optional(),
});
const items = z.array(z.unknown()).default([]);
const clusterList = z.object({ clusters: items });

/** All items of a list below a project. */
export function listAll(tenant: GcpTenant, path: string, query: Readonly<Record<string, string>> = {}) {
  return collect(async (token) => {
    const { items: found, nextPageToken } = listPage.parse(await ask(tenant, path, { ...query, ...token }));
    return { found, nextPageToken };
  });
}

/** All that a project has in its regions. */
export function listAllRegions(tenant: GcpTenant, collection: string) {
  return collect(async (token) => {
    const page = regionsPage.parse(await ask(tenant, `aggregated/${collection}`, token));
    const found = Object.values(page.items).flatMap((region) => items.parse(region[collection]));
    return { found, nextPageToken: page.nextPageToken };
  });
}

/** GKE answers with all at once. */
export async function listClusters(tenant: GcpTenant): Promise<readonly unknown[]> {
  return clusterList.parse(await tenant.ask("GET", `/v1/projects/${tenant.project}/locations/-/clusters`)).clusters;
}

interface Page {
  readonly found: readonly unknown[];
  readonly nextPageToken: string | undefined;
}

async function collect(read: (token: Readonly<Record<string, string>>) => Promise<Page>): Promise<readonly unknown[]> {
  const all: unknown[] = [];
  let token: string | undefined;
  do {
    const page = await read(token === undefined ? {} : { pageToken: token });
    all.push(...page.found);
    token = page.nextPageToken;
  } while (token !== undefined);
  return all;
}

function ask(tenant: GcpTenant, path: string, query: Readonly<Record<string, string>>): Promise<unknown> {
  return tenant.ask("GET", `/compute/v1/projects/${tenant.project}/${path}?${new URLSearchParams(query)}`);
}
