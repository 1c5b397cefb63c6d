import { contains, familyOf, type Prefix } from "../address-space/prefix.ts";
import type { Network, Route, RouteTable } from "../connection/network.ts";
import { locate } from "../connection/network-id.ts";
import type { Problem } from "../problems.ts";
import type { RouteChange } from "./change.ts";

export interface RoutePlan {
  readonly changes: readonly RouteChange[];
  readonly blockers: readonly Problem[];
  readonly warnings: readonly string[];
  readonly kept: readonly string[];
}

interface Wanted {
  readonly network: Network;
  /** The prefixes to reach. */
  readonly destinations: readonly Prefix[];
  /** The peering that the routes must point at; undefined when it is still to be made. */
  readonly peering: string | undefined;
  /** Peerings that served this connection before; a blackhole towards one of them is ours. */
  readonly formerPeerings: readonly string[];
  /** Whether we made the route, by the ledger; see `routeId`. */
  readonly isOwned: (route: string) => boolean;
}

/** What the ledger calls a route. */
export function routeId(table: string, destination: Prefix): string {
  return `${table}/${destination}`;
}

/** The peer's prefixes that a network can reach: those of the families it has itself. */
export function reachable(network: Network, peer: Network): readonly Prefix[] {
  const families = new Set(network.addressSpace.map(familyOf));
  return peer.addressSpace.filter((prefix) => families.has(familyOf(prefix)));
}

/**
 * Compares the routes of every table with the prefixes to reach:
 *
 *     table has                        then
 *     nothing for the prefix           create
 *     a route to the peering           keep
 *     a blackhole to a former peering  replace
 *     one that we made, led elsewhere  restore
 *     any other route                  blocked: another's route is never touched
 *     one that we made, for no prefix  delete
 */
export function planRoutes(wanted: Wanted): RoutePlan {
  const parts = wanted.network.routeTables.map((table) => planTable(wanted, table));
  return {
    changes: parts.flatMap((part) => part.changes),
    blockers: parts.flatMap((part) => part.blockers),
    warnings: parts.flatMap((part) => part.warnings),
    kept: parts.flatMap((part) => part.kept),
  };
}

function planTable(wanted: Wanted, table: RouteTable): RoutePlan {
  const present = new Map(table.routes.map((route) => [route.destination, route]));
  const parts = wanted.destinations.map((destination) =>
    planRoute(wanted, table, destination, present.get(destination)),
  );
  const stale = table.routes.filter(
    (route) =>
      isOurs(wanted, route) &&
      wanted.isOwned(routeId(table.id, route.destination)) &&
      !wanted.destinations.includes(route.destination),
  );
  return {
    changes: [
      ...parts.flatMap((part) => part.changes),
      ...stale.map(({ destination }) =>
        change(wanted, table, "delete", destination, "the peer no longer has the prefix"),
      ),
    ],
    blockers: parts.flatMap((part) => part.blockers),
    warnings: shadows({ destinations: wanted.destinations, target: wanted.peering }, table),
    kept: parts.flatMap((part) => part.kept),
  };
}

function planRoute(wanted: Wanted, table: RouteTable, destination: Prefix, route: Route | undefined): RoutePlan {
  const nothing: RoutePlan = { changes: [], blockers: [], warnings: [], kept: [] };
  if (route === undefined) {
    const why = table.main ? "the main table has no route to the peer" : `serves ${table.subnets.length} subnets`;
    return { ...nothing, changes: [change(wanted, table, "create", destination, why)] };
  }
  if (pointsAt(route, wanted.peering)) return { ...nothing, kept: [`route ${destination} in ${table.id}`] };
  if (route.state === "blackhole" && wanted.formerPeerings.some((former) => pointsAt(route, former))) {
    return {
      ...nothing,
      changes: [change(wanted, table, "replace", destination, "points at a peering of ours that is gone")],
    };
  }
  if (route.target.kind !== "local" && wanted.isOwned(routeId(table.id, destination))) {
    const why = "ours and leads elsewhere";
    return { ...nothing, changes: [change(wanted, table, "restore", destination, why)] };
  }
  return { ...nothing, blockers: [conflict(wanted, table, route)] };
}

/**
 * What stands against routes that a gateway gives to all tables by itself: one of another's for the same prefix wins.
 *
 * @param gateway the id that such routes have as their target
 */
export function checkPropagated(
  network: Network,
  destinations: readonly Prefix[],
  gateway: string | undefined,
): Pick<RoutePlan, "blockers" | "warnings"> {
  const conflicting = network.routeTables.map((table) => ({
    table,
    routes: table.routes.filter((route) => destinations.includes(route.destination) && !pointsAt(route, gateway)),
  }));
  return {
    blockers: conflicting.flatMap(({ table, routes }) => routes.map((route) => conflict({ network }, table, route))),
    warnings: network.routeTables.flatMap((table) => shadows({ destinations, target: gateway }, table)),
  };
}

function isOurs({ peering, formerPeerings }: Wanted, route: Route): boolean {
  return (
    pointsAt(route, peering) ||
    (route.state === "blackhole" && formerPeerings.some((former) => pointsAt(route, former)))
  );
}

function pointsAt({ target }: Route, id: string | undefined): boolean {
  return target.kind !== "local" && target.id === id;
}

function change(
  { network }: Wanted,
  table: RouteTable,
  action: RouteChange["action"],
  destination: Prefix,
  reason: string,
): RouteChange {
  return { action, network: network.id, table: table.id, destination, reason };
}

function conflict({ network }: Pick<Wanted, "network">, table: RouteTable, route: Route): Problem {
  const target = route.target.kind === "local" ? "local" : route.target.id;
  return {
    rule: "route-conflict",
    message: `${table.id} of ${locate(network.id).localId} routes ${route.destination} to ${target}`,
    remedy: "remove that route if the connection should carry the prefix",
  };
}

interface Aim {
  readonly destinations: readonly Prefix[];
  readonly target: string | undefined;
}

/** A longer prefix to elsewhere wins over our route: legal, and worth saying. */
function shadows({ destinations, target }: Aim, table: RouteTable): readonly string[] {
  return table.routes
    .filter((route) => route.target.kind !== "local" && !pointsAt(route, target))
    .filter(({ destination }) => destinations.some((wide) => wide !== destination && contains(wide, destination)))
    .map(({ destination }) => `${table.id} sends ${destination}, a part of the peer, elsewhere`);
}
