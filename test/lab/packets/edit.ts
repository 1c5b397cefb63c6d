import type { BgpEnd, Gateway, PacketFilter, Pod, RouteTable, Site, TunnelEnd } from "../../../lab/packets/site.ts";

/** Changes within a site, each for all that it has of a kind. */
export function editTables(site: Site, change: (table: RouteTable) => RouteTable): Site {
  return { ...site, tables: site.tables.map(change) };
}

export function editPods(site: Site, change: (pod: Pod) => Pod): Site {
  return { ...site, pods: site.pods.map(change) };
}

export function editFilters(site: Site, change: (filter: PacketFilter) => PacketFilter): Site {
  return editPods(site, (pod) => ({ ...pod, filters: pod.filters.map(change) }));
}

export function editGateways(site: Site, change: (gateway: Gateway) => Gateway): Site {
  return { ...site, gateways: site.gateways.map(change) };
}

export function editEnds(site: Site, change: (end: TunnelEnd) => TunnelEnd): Site {
  return editGateways(site, (gateway) => ({ ...gateway, tunnels: gateway.tunnels.map(change) }));
}

export function editSessions(site: Site, change: (bgp: BgpEnd) => Partial<BgpEnd>): Site {
  return editEnds(site, (end) => (end.bgp === undefined ? end : { ...end, bgp: { ...end.bgp, ...change(end.bgp) } }));
}
