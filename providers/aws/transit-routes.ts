import { CreateRouteCommand, DeleteRouteCommand, type RouteTable as Ec2RouteTable } from "@aws-sdk/client-ec2";
import type { Prefix } from "../../core/address-space/prefix.ts";
import type { Route } from "../../core/connection/network.ts";
import { locate, type NetworkId } from "../../core/connection/network-id.ts";
import { Conflict, NotYetVisible } from "../../core/faults.ts";
import { routeId } from "../../core/plan/routes.ts";
import type { VpnEnd } from "../../core/tunnels/tunnel-plan.ts";
import type { OwnedObject } from "../provider.ts";
import type { Ec2Clients } from "./client.ts";
import { attempt, codeOf, isNotFound } from "./faults.ts";
import { servingTables } from "./propagation.ts";
import { readRoute, readVpcRouteTables } from "./route-tables.ts";
import { viewTransit } from "./transit-inventory.ts";
import { fromDestination, toRoute } from "./translate-route.ts";
import { isOurPlug, toTransitGateway } from "./translate-transit.ts";

/**
 * Leads every prefix of the far side to the transit gateway, in each table that serves the VPC: no table of a VPC takes
 * routes from a transit gateway by itself. A route that was there before is not ours, unless nobody could have made it
 * before we attached the VPC.
 */
export async function routeToTransit(ec2: Ec2Clients, end: VpnEnd, id: string): Promise<readonly OwnedObject[]> {
  const { network } = end.near;
  const view = await viewTransit(ec2, network, id);
  if (toTransitGateway(view).phase !== "ready") throw new NotYetVisible(`${network} is not attached to ${id} yet`);
  const attachedByUs = view.attachment !== undefined && isOurPlug(view.attachment, network);
  const owned: OwnedObject[] = [];
  for (const table of await servingTables(ec2, network)) {
    for (const prefix of end.far.prefixes) {
      const made = await lead(ec2, { network, table, prefix, id });
      const object = { kind: "vpn-route" as const, id: routeId(table.RouteTableId ?? "", prefix), network };
      if (made || attachedByUs) owned.push(object);
    }
  }
  return owned;
}

/** What keeps tables from leading the far side's prefixes to the transit gateway, one sentence each. */
export function strayRoutes(tables: readonly Ec2RouteTable[], prefixes: readonly Prefix[], id: string): string[] {
  return tables.flatMap((table) =>
    prefixes.flatMap((prefix) => {
      const route = routeIn(table, prefix);
      const name = `route table ${table.RouteTableId}`;
      if (route === undefined) return [`${name} does not route ${prefix} to ${id}`];
      if (!leadsTo(route, id)) return [`${name} routes ${prefix} to ${targetOf(route)} instead of ${id}`];
      return route.state === "blackhole" ? [`${name} routes ${prefix} to ${id} in vain: the route is a blackhole`] : [];
    }),
  );
}

/** Whether a table has no route to a prefix at all: then there is room for ours. */
export function lacksRoutes(tables: readonly Ec2RouteTable[], prefixes: readonly Prefix[]): boolean {
  return tables.some((table) => prefixes.some((prefix) => routeIn(table, prefix) === undefined));
}

/** Whether what is given back is a route to a transit gateway; else it is a table. */
export function isTransitRoute(id: string): boolean {
  return id.includes("/");
}

/**
 * Takes routes of ours to transit gateways away; what is gone or leads elsewhere by now stays as it is.
 *
 * @param routes `rtb-…/10.0.0.0/16`
 */
export async function withdrawTransitRoutes(ec2: Ec2Clients, network: NetworkId, routes: readonly string[]) {
  if (routes.length === 0) return;
  const place = locate(network);
  const tables = await attempt(`read the route tables of ${network}`, () =>
    readVpcRouteTables(ec2, place, [place.localId]),
  );
  const present = tables.flatMap((table) =>
    (table.Routes ?? []).flatMap((route) => {
      const { destination } = toRoute(route) ?? {};
      const isOurs = destination !== undefined && routes.includes(routeId(table.RouteTableId ?? "", destination));
      return isOurs && route.TransitGatewayId !== undefined ? [{ table: table.RouteTableId, destination }] : [];
    }),
  );
  for (const { table, destination } of present) {
    await attempt(`delete the route to ${destination} in ${table} of ${network}`, async () => {
      const command = new DeleteRouteCommand({ RouteTableId: table, ...fromDestination(destination) });
      await ec2
        .at(place)
        .send(command)
        .catch((error: unknown) => {
          if (!isNotFound(error)) throw error;
        });
    });
  }
}

interface Lead {
  readonly network: NetworkId;
  readonly table: Ec2RouteTable;
  readonly prefix: Prefix;
  readonly id: string;
}

/** Whether it had to make the route. */
async function lead(ec2: Ec2Clients, aim: Lead): Promise<boolean> {
  const { network, table, prefix, id } = aim;
  const present = routeIn(table, prefix);
  if (present !== undefined) {
    if (!leadsTo(present, id)) throw inTheWay(aim, present);
    return false;
  }
  const RouteTableId = table.RouteTableId ?? "";
  await attempt(`create the route to ${prefix} in ${RouteTableId} of ${network}`, async () => {
    const input = { RouteTableId, ...fromDestination(prefix), TransitGatewayId: id };
    try {
      await ec2.at(locate(network)).send(new CreateRouteCommand(input));
    } catch (error) {
      if (codeOf(error) !== "RouteAlreadyExists") throw error;
      // Somebody was quicker, or the answer to our own first try was lost.
      const found = await readRoute(ec2, network, RouteTableId, prefix);
      if (found === undefined) throw new NotYetVisible(`route to ${prefix} in ${RouteTableId} cannot be read yet`);
      if (!leadsTo(found, id)) throw inTheWay(aim, found);
    }
  });
  return true;
}

function routeIn({ Routes = [] }: Ec2RouteTable, prefix: Prefix): Route | undefined {
  return Routes.flatMap((route) => toRoute(route) ?? []).find(({ destination }) => destination === prefix);
}

function leadsTo({ target }: Route, id: string): boolean {
  return target.kind === "other" && target.id === id;
}

function targetOf({ target }: Route): string {
  return target.kind === "local" ? "local" : target.id;
}

function inTheWay({ network, table, prefix }: Lead, route: Route): Conflict {
  return new Conflict(
    `${table.RouteTableId} of ${network} routes ${prefix} to ${targetOf(route)}: remove that route or the wish`,
  );
}
