import type { Route as Ec2Route, RouteTable as Ec2RouteTable } from "@aws-sdk/client-ec2";
import type { Route, RouteTable, RouteTarget } from "../../site.ts";

/** Without local routes, which the site's prefixes stand for, and without learned ones, which BGP is to find again. */
export function toTable({ RouteTableId = "", Routes = [], PropagatingVgws = [] }: Ec2RouteTable): RouteTable {
  return {
    id: RouteTableId,
    routes: Routes.flatMap((route) => toRoute(route) ?? []),
    propagates: PropagatingVgws.flatMap(({ GatewayId }) => GatewayId ?? []),
  };
}

function toRoute(route: Ec2Route): Route | undefined {
  const { DestinationCidrBlock: destination, GatewayId, Origin } = route;
  if (destination === undefined || GatewayId === "local" || Origin === "EnableVgwRoutePropagation") return undefined;
  return { destination, target: targetOf(route) };
}

function targetOf({ State, GatewayId, VpcPeeringConnectionId }: Ec2Route): RouteTarget {
  if (State === "blackhole") return { kind: "nowhere" };
  if (VpcPeeringConnectionId !== undefined) return { kind: "peering", id: VpcPeeringConnectionId };
  if (GatewayId?.startsWith("vgw-")) return { kind: "gateway", id: GatewayId };
  return { kind: "nowhere" };
}
