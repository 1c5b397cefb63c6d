import {
  AssociateVpcCidrBlockCommand,
  AuthorizeSecurityGroupEgressCommand,
  CreateRouteCommand,
  DeleteRouteCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  DetachVpnGatewayCommand,
  DisableVgwRoutePropagationCommand,
  EnableVgwRoutePropagationCommand,
  ModifyVpnTunnelOptionsCommand,
  type ModifyVpnTunnelOptionsSpecification,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
} from "@aws-sdk/client-ec2";
import { locate } from "../../../core/connection/network-id.ts";
import type { Resident } from "../../support/deployed-world.ts";
import { routeTablesOf, vpnConnections } from "../../support/vpn-world.ts";
import { connectionOf, type MistakeWorld } from "./mistake-world.ts";

/** Changes the options of every tunnel of a connection, one after another, as EC2 wants it. */
export async function changeTunnels(
  { world, eks }: MistakeWorld,
  connection: string,
  TunnelOptions: ModifyVpnTunnelOptionsSpecification,
): Promise<void> {
  for (const { VpnConnectionId, Options } of await vpnConnections(eks, connection)) {
    for (const { OutsideIpAddress: VpnTunnelOutsideIpAddress } of Options?.TunnelOptions ?? []) {
      const tunnel = { VpnConnectionId, VpnTunnelOutsideIpAddress };
      await eks.tenant.ec2.send(new ModifyVpnTunnelOptionsCommand({ ...tunnel, TunnelOptions }));
      await world.lab.clock.advance(5 * 60_000);
    }
  }
}

export async function propagationOff({ eks }: MistakeWorld): Promise<() => Promise<void>> {
  const [connection] = await vpnConnections(eks);
  const routes = (await routeTablesOf(eks)).map((RouteTableId) => ({
    RouteTableId,
    GatewayId: connection?.VpnGatewayId,
  }));
  for (const route of routes) await eks.tenant.ec2.send(new DisableVgwRoutePropagationCommand(route));
  return async () => {
    for (const route of routes) await eks.tenant.ec2.send(new EnableVgwRoutePropagationCommand(route));
  };
}

/** The last one to be made: a gateway that has gone is not put back. */
export async function gatewayDetached({ eks }: MistakeWorld): Promise<() => Promise<void>> {
  const [connection] = await vpnConnections(eks);
  const { localId: VpcId } = locate(eks.id);
  await eks.tenant.ec2.send(new DetachVpnGatewayCommand({ VpcId, VpnGatewayId: connection?.VpnGatewayId }));
  return async () => undefined;
}

/** Takes the routes to the peer away at one side. */
export async function routesGone({ twin }: MistakeWorld): Promise<() => Promise<void>> {
  const { ec2 } = twin.tenant;
  const Filters = [{ Name: "vpc-id", Values: [locate(twin.id).localId] }];
  const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand({ Filters }));
  const gone = RouteTables.flatMap(({ RouteTableId, Routes = [] }) =>
    Routes.flatMap(({ DestinationCidrBlock, VpcPeeringConnectionId }) =>
      VpcPeeringConnectionId === undefined ? [] : [{ RouteTableId, DestinationCidrBlock, VpcPeeringConnectionId }],
    ),
  );
  for (const { VpcPeeringConnectionId: _, ...route } of gone) await ec2.send(new DeleteRouteCommand(route));
  return async () => {
    for (const route of gone) await ec2.send(new CreateRouteCommand(route));
  };
}

/** Takes crosspeer's rule for the peer away at one side. */
export async function ingressGone(at: MistakeWorld): Promise<() => Promise<void>> {
  const { ec2 } = at.twin.tenant;
  const Filters = [{ Name: "tag:crosspeer:connection", Values: [connectionOf(at, "eks", "twin")] }];
  const { SecurityGroupRules = [] } = await ec2.send(new DescribeSecurityGroupRulesCommand({ Filters }));
  const own = SecurityGroupRules.filter(
    ({ CidrIpv4 }) => CidrIpv4 !== undefined && !at.twin.prefixes.includes(CidrIpv4),
  );
  for (const [GroupId, rules] of Map.groupBy(own, (rule) => rule.GroupId)) {
    const SecurityGroupRuleIds = rules.flatMap(({ SecurityGroupRuleId = "" }) => SecurityGroupRuleId);
    await ec2.send(new RevokeSecurityGroupIngressCommand({ GroupId, SecurityGroupRuleIds }));
  }
  return async () => undefined;
}

/** Lets the nodes out to nothing but HTTPS on the Internet's other half. */
export async function egressNarrowed({ eks }: MistakeWorld): Promise<() => Promise<void>> {
  const groups = await groupsOf(eks);
  const everything = [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }];
  const narrow = [{ IpProtocol: "tcp", FromPort: 443, ToPort: 443, IpRanges: [{ CidrIp: "128.0.0.0/1" }] }];
  for (const GroupId of groups) {
    await eks.tenant.ec2.send(new AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions: narrow }));
    await eks.tenant.ec2.send(new RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions: everything }));
  }
  return async () => {
    for (const GroupId of groups)
      await eks.tenant.ec2.send(new AuthorizeSecurityGroupEgressCommand({ GroupId, IpPermissions: everything }));
  };
}

/** Gives the VPC a prefix that the GKE network's nodes are in. */
export async function overlapAdded({ world, eks }: MistakeWorld): Promise<() => Promise<void>> {
  const block = { VpcId: locate(eks.id).localId, CidrBlock: "10.11.0.0/20" };
  await eks.tenant.ec2.send(new AssociateVpcCidrBlockCommand(block));
  await world.settle();
  return async () => undefined;
}

async function groupsOf({ tenant, id }: Resident): Promise<readonly string[]> {
  const Filters = [{ Name: "vpc-id", Values: [locate(id).localId] }];
  const { SecurityGroups = [] } = await tenant.ec2.send(new DescribeSecurityGroupsCommand({ Filters }));
  return SecurityGroups.flatMap(({ GroupId = "" }) => GroupId);
}
