import type { Ec2Call } from "./action.ts";
import { peeringStatus } from "./peering.ts";
import type { RouteDestination, RouteTable, RouteTarget } from "./resources.ts";
import { isPluggedIn } from "./transit-gateways/vpc-attachments.ts";
import { ipv4BlocksOf, ipv6BlocksOf } from "./vpc-blocks.ts";
import { propagatedRoutes } from "./vpn/route-propagation.ts";
import { isAttachedTo } from "./vpn/vpn-states.ts";
import { list, type XmlList } from "./xml.ts";

export interface ShownRoute extends RouteDestination, RouteTarget {
  readonly state: "active" | "blackhole";
  readonly origin: "CreateRouteTable" | "CreateRoute" | "EnableVgwRoutePropagation";
}

/** What identifies a route in its table. */
export function routeDestination({ destination }: { readonly destination: RouteDestination }): string {
  const { destinationCidrBlock, destinationIpv6CidrBlock, destinationPrefixListId } = destination;
  return destinationCidrBlock ?? destinationIpv6CidrBlock ?? destinationPrefixListId ?? "";
}

/**
 * The local routes, one for each block of the VPC, those that callers made with their state of this moment, and those
 * that gateways learned. Of the same destination, the latter give way to the others.
 */
export function shownRoutes(call: Ec2Call, table: RouteTable): ShownRoute[] {
  const made = table.routes.map(
    ({ destination, target }): ShownRoute => ({
      ...destination,
      ...target,
      state: leadsSomewhere(call, table, target) ? "active" : "blackhole",
      origin: "CreateRoute",
    }),
  );
  const own = [...localRoutes(call, table), ...made];
  const taken = new Set(own.map((route) => routeDestination({ destination: route })));
  return [...own, ...learnedRoutes(call, table).filter((route) => !taken.has(route.destinationCidrBlock ?? ""))];
}

export function renderRoutes(call: Ec2Call, table: RouteTable): XmlList {
  return list(shownRoutes(call, table).map((route) => ({ ...route })));
}

function localRoutes({ place }: Ec2Call, table: RouteTable): ShownRoute[] {
  const vpc = place.vpcs.get(table.vpcId);
  if (vpc === undefined) return [];
  const local = { gatewayId: "local", state: "active", origin: "CreateRouteTable" } as const;
  return [
    ...ipv4BlocksOf(vpc).map((destinationCidrBlock) => ({ destinationCidrBlock, ...local })),
    ...ipv6BlocksOf(vpc).map((destinationIpv6CidrBlock) => ({ destinationIpv6CidrBlock, ...local })),
  ];
}

function learnedRoutes(call: Ec2Call, table: RouteTable): ShownRoute[] {
  const learned = { state: "active", origin: "EnableVgwRoutePropagation" } as const;
  return propagatedRoutes(call, table).map(({ cidr, gatewayId }) => ({
    ...{ destinationCidrBlock: cidr, gatewayId, ...learned },
  }));
}

/** A peering leads somewhere while it is active, a gateway while it is attached; the lab knows of no others. */
function leadsSomewhere({ state, place }: Ec2Call, table: RouteTable, target: RouteTarget): boolean {
  if (target.vpcPeeringConnectionId !== undefined) {
    const peering = state.peerings.get(target.vpcPeeringConnectionId);
    return peering !== undefined && peeringStatus(peering, state.clock.now()).code === "active";
  }
  if (target.gatewayId?.startsWith("vgw-")) {
    const gateway = place.vpnGateways.get(target.gatewayId);
    return gateway !== undefined && isAttachedTo(gateway, table.vpcId, state.clock.now());
  }
  if (target.transitGatewayId !== undefined) return isPluggedIn(state, place, target.transitGatewayId, table.vpcId);
  if (target.gatewayId?.startsWith("igw-")) return place.gateways.get(target.gatewayId)?.vpcId === table.vpcId;
  return true;
}
