import type { Route as Ec2Route } from "@aws-sdk/client-ec2";
import { familyOf, type Prefix, parsePrefix } from "../../core/address-space/prefix.ts";
import type { Route, RouteTarget } from "../../core/connection/network.ts";

/** A route to a prefix; undefined for one to a prefix list. */
export function toRoute(route: Ec2Route): Route | undefined {
  const parsed = parsePrefix(route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? "");
  if (!parsed.ok) return undefined;
  return {
    destination: parsed.prefix,
    target: toTarget(route),
    state: route.State === "blackhole" ? "blackhole" : "active",
  };
}

/** The destination as EC2's calls take it. */
export function fromDestination(destination: Prefix) {
  return familyOf(destination) === 4
    ? { DestinationCidrBlock: destination }
    : { DestinationIpv6CidrBlock: destination };
}

function toTarget(route: Ec2Route): RouteTarget {
  if (route.VpcPeeringConnectionId !== undefined) return { kind: "peering", id: route.VpcPeeringConnectionId };
  if (route.GatewayId === "local") return { kind: "local" };
  const id =
    route.GatewayId ??
    route.NatGatewayId ??
    route.TransitGatewayId ??
    route.EgressOnlyInternetGatewayId ??
    route.NetworkInterfaceId ??
    route.InstanceId ??
    route.LocalGatewayId ??
    route.CarrierGatewayId ??
    route.CoreNetworkArn ??
    "unknown";
  return { kind: "other", id };
}
