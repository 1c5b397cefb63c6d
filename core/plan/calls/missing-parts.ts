import type { Prefix } from "../../address-space/prefix.ts";
import type { RouteTable } from "../../connection/network.ts";
import { locate } from "../../connection/network-id.ts";
import { layoutOf } from "../../tunnels/layout.ts";
import type { SideName } from "../../tunnels/tunnel-plan.ts";
import type { Plan } from "../change.ts";
import type { Standing } from "./standing.ts";

/** What is missing of a VPN that is to be built. */
export interface VpnParts extends Readonly<Record<SideName, SideParts>> {
  /** Tunnels that have no pre-shared key yet, by their numbers. */
  readonly keys: readonly number[];
}

export interface SideParts {
  /** The gateway that is there and is used; absent where one is made. */
  readonly gateway?: string;
  /** The transit gateway that a VPC asks for, and whether the VPC is attached to it. */
  readonly transit?: { readonly id: string; readonly attached: boolean };
  /** Tunnels that this end has no object for, by their numbers. */
  readonly tunnels: readonly number[];
  /** Route tables of a VPC that do not take the gateway's routes yet. */
  readonly propagations: readonly string[];
  /** Routes of a VPC to its transit gateway. */
  readonly routes: readonly { readonly table: string; readonly destination: Prefix }[];
}

/** What a build would make. */
export function missingParts(plan: Plan, standing: Standing): VpnParts {
  return {
    keys: standing.vpn?.plan === undefined ? layoutOf(plan).map(({ index }) => index) : [],
    requester: partsOf(plan, standing, "requester"),
    accepter: partsOf(plan, standing, "accepter"),
  };
}

function partsOf(plan: Plan, { networks, vpn, wishes }: Standing, side: SideName): SideParts {
  const numbers = layoutOf(plan).map(({ index }) => index);
  const gateway = vpn?.gateways[side];
  const wished = wishes[side];
  const there = new Set(vpn?.observed?.[side].ends.map(({ index }) => index));
  const isVpc = locate(plan[side]).cloud === "aws";
  const tables = (isVpc && networks.find(({ id }) => id === plan[side])?.routeTables) || [];
  return {
    ...(gateway === undefined ? {} : { gateway: gateway.id }),
    ...(wished === undefined ? {} : { transit: { id: wished, attached: gateway?.phase === "ready" } }),
    tunnels: numbers.filter((number) => !there.has(number)),
    propagations: wished === undefined ? closedTables(tables, gateway?.id) : [],
    routes: wished === undefined ? [] : missingRoutes(tables, plan.destinations[side], wished),
  };
}

/** A table that has routes to the gateway takes them: nobody makes one by hand. */
function closedTables(tables: readonly RouteTable[], gateway: string | undefined): readonly string[] {
  return tables.filter(({ routes }) => !routes.some(({ target }) => leadsTo(target, gateway))).map(({ id }) => id);
}

function missingRoutes(tables: readonly RouteTable[], destinations: readonly Prefix[], gateway: string) {
  return tables.flatMap(({ id, routes }) => {
    const there = routes.filter(({ target }) => leadsTo(target, gateway)).map(({ destination }) => destination);
    return destinations
      .filter((destination) => !there.includes(destination))
      .map((destination) => ({ table: id, destination }));
  });
}

function leadsTo(target: RouteTable["routes"][number]["target"], gateway: string | undefined): boolean {
  return target.kind === "other" && target.id === gateway;
}
