import type { Cloud } from "../../../core/connection/network-id.ts";
import type { FilterRule, Gateway, Pod, Route, RouteTable, Site } from "../../../lab/packets/site.ts";

export const SITE_NAMES: readonly string[] = ["payments", "checkout", "orders", "search", "ledger"];

export interface SiteParts {
  readonly cloud?: Cloud;
  readonly pods?: 1 | 2;
  /** A second prefix, as an EKS cluster has for its pods; the second pod is there. */
  readonly secondary?: boolean;
  readonly ingress?: readonly FilterRule[];
}

export function allow(id: string, parts: Partial<FilterRule> = {}): FilterRule {
  return {
    id,
    action: "allow",
    protocol: "all",
    ports: [],
    peers: [{ kind: "prefix", prefix: "0.0.0.0/0" }],
    ...parts,
  };
}

/** Numbers 1 to 5: 1 is `payments` with 10.1.0.0/16. Open to everyone unless said otherwise, and joined to nobody. */
export function buildSite(number: number, parts: SiteParts = {}): Site {
  const { cloud = "aws", secondary = false, pods = 1, ingress = [allow("from-all")] } = parts;
  const name = SITE_NAMES[number - 1] ?? `site-${number}`;
  const addresses = [`10.${number}.0.10`, secondary ? `100.${64 + number}.0.10` : `10.${number}.1.10`];
  // A network of Google's has one table for all; elsewhere every subnet may have its own.
  const tables = cloud === "gcp" || pods === 1 ? 1 : 2;
  return {
    ...{ id: `${cloud}/${name}`, name, cloud, peerings: [], gateways: [] },
    prefixes: [`10.${number}.0.0/16`, ...(secondary ? [`100.${64 + number}.0.0/16`] : [])],
    tables: ids("table", name, tables).map((id): RouteTable => ({ id, routes: [], propagates: [] })),
    pods: ids("pod", name, pods).map((id, index): Pod => {
      const table = `table-${name}-${Math.min(index + 1, tables)}`;
      return { name: id, address: addresses[index] ?? "", table, filters: filtersOf(cloud, id, ingress) };
    }),
  };
}

/** The two with a peering that is active at both and routed from all tables. */
export function joinByPeering(one: Site, other: Site): [Site, Site] {
  return [peeredWith(one, other), peeredWith(other, one)];
}

function ids(kind: string, name: string, count: number): string[] {
  return Array.from({ length: count }, (_, index) => `${kind}-${name}-${index + 1}`);
}

/** Azure has a group at the subnet and one at the interface. */
function filtersOf(cloud: Cloud, pod: string, ingress: readonly FilterRule[]): Pod["filters"] {
  const filters = cloud === "azure" ? [`subnet-${pod}`, `interface-${pod}`] : [`filter-${pod}`];
  return filters.map((id) => ({ id, ingress, egress: [allow("to-all")] }));
}

function peeredWith(site: Site, peer: Site): Site {
  // AWS has one id for both halves.
  const inOrder = [site.name, peer.name].sort().join("-");
  const id = site.cloud === "aws" && peer.cloud === "aws" ? `pcx-${inOrder}` : `${site.name}-to-${peer.name}`;
  const routes = routesTo(peer.prefixes, { kind: "peering", id });
  return {
    ...site,
    peerings: [...site.peerings, { id, peer: peer.id, active: true }],
    tables: site.tables.map((table) => ({ ...table, routes: [...table.routes, ...routes] })),
  };
}

export function routesTo(prefixes: readonly string[], target: Route["target"]): Route[] {
  return prefixes.map((destination) => ({ destination, target }));
}

/** With a gateway as its cloud has it: without tunnels, and nothing propagated. */
export function withGateway(site: Site): Site {
  if (site.gateways.length > 0) return site;
  const gateway: Gateway = {
    ...{ id: `gateway-${site.name}`, attached: true, asn: 64_512 + numberOf(site), tunnels: [] },
    ...{ transit: site.cloud !== "gcp", ecmp: site.cloud !== "aws" },
  };
  return { ...site, gateways: [gateway] };
}

/** What `buildSite` was given. */
export function numberOf({ name }: Site): number {
  return SITE_NAMES.indexOf(name) + 1;
}
