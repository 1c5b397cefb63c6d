import type { Gateway, PeeringHalf, Pod, RouteTable, RouteTarget, Site } from "../site.ts";
import { deliver, isOf } from "./delivery.ts";
import type { Place } from "./filters.ts";
import { longestMatch } from "./ipv4.ts";
import type { Network } from "./learned.ts";
import { leaveBy, silenceOf } from "./tunnels.ts";
import { type Loss, lost } from "./verdict.ts";

/** Where a packet from one pod comes to the other, undefined. */
export function carry(network: Network, { site, pod }: Place, to: Pod): Loss | undefined {
  if (isOf(site, to.address)) return deliver(site, to);
  const table = site.tables.find(({ id }) => id === pod.table);
  if (table === undefined) return lost(site.name, `pod ${pod.name} has no route table ${pod.table}`);
  const route = longestMatch(routesOf(network, site, table), ({ destination }) => destination, to.address);
  if (route !== undefined) return follow(network, site, { ...route, table: table.id }, to);
  return lost(site.name, `route table ${table.id} has no route to ${to.address}${silencesOf(network, site, table)}`);
}

interface EffectiveRoute {
  readonly destination: string;
  readonly target: RouteTarget;
}

/** The better first where prefixes are equal: written ones, then as the table lists the gateways. */
function routesOf({ learned }: Network, site: Site, table: RouteTable): EffectiveRoute[] {
  const propagated = propagating(site, table)
    .filter(({ attached }) => attached)
    .flatMap((gateway) =>
      (learned.get(gateway) ?? []).map(({ prefix }) => ({
        destination: prefix,
        target: { kind: "gateway", id: gateway.id } as const,
      })),
    );
  return [...table.routes, ...propagated];
}

function propagating({ gateways }: Site, { propagates }: RouteTable): Gateway[] {
  return propagates.flatMap((id) => gateways.find((gateway) => gateway.id === id) ?? []);
}

function follow(
  network: Network,
  site: Site,
  { destination, target, table }: EffectiveRoute & { readonly table: string },
  to: Pod,
): Loss | undefined {
  const route = `route ${destination} of route table ${table}`;
  if (target.kind === "nowhere") return lost(site.name, `${route} leads to no other site`);
  if (target.kind === "peering") return cross(network, site, { id: target.id, route }, to);
  const gateway = site.gateways.find(({ id }) => id === target.id);
  if (gateway === undefined) return lost(site.name, `${route} leads to gateway ${target.id}, which is not there`);
  if (!gateway.attached) return lost(site.name, `${route} leads to gateway ${gateway.id}, which is not attached`);
  return leaveBy(network, gateway, to, []);
}

/** Over a peering, which serves the pods of the peer and nobody behind it. */
function cross(
  { sites }: Network,
  site: Site,
  { id, route }: { readonly id: string; readonly route: string },
  to: Pod,
): Loss | undefined {
  const half = site.peerings.find((candidate) => candidate.id === id);
  if (half === undefined) return lost(site.name, `${route} leads to peering ${id}, which is not there`);
  const peer = sites.find((candidate) => candidate.id === half.peer);
  if (!half.active || peer === undefined) return lost(site.name, `peering ${id} is not active at ${site.name}`);
  if (!peer.peerings.some((other) => answers(other, site))) {
    return lost(peer.name, `${peer.name} has no active peering with ${site.name} to answer ${id}`);
  }
  return deliver(peer, to);
}

function answers({ active, peer }: PeeringHalf, site: Site): boolean {
  return active && peer === site.id;
}

function silencesOf(network: Network, site: Site, table: RouteTable): string {
  return propagating(site, table)
    .map((gateway) => (gateway.attached ? silenceOf(network, gateway) : `; gateway ${gateway.id} is not attached`))
    .join("");
}
