import {
  AssociateRouteTableCommand,
  AssociateVpcCidrBlockCommand,
  CreateRouteTableCommand,
  CreateSubnetCommand,
  CreateTagsCommand,
  CreateVpcCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeVpcPeeringConnectionsCommand,
  type EC2Client,
  ModifyVpcAttributeCommand,
  type Route,
  type SecurityGroupRule,
  type VpcPeeringConnection,
} from "@aws-sdk/client-ec2";
import { locate, type NetworkId, type Place, vpcNetworkId } from "../../core/connection/network-id.ts";
import type { ContractWorld } from "./contract-world.ts";

export interface VpcWish {
  readonly prefixes: readonly [string, ...string[]];
  readonly ipv6?: boolean;
  /** Whether what is in it has DNS host names. @default true, as EKS wants it */
  readonly hostNames?: boolean;
  readonly tags?: Readonly<Record<string, string>>;
}

/** Makes a VPC, with a stock client. */
export async function makeVpc(world: ContractWorld, place: Place, wish: VpcWish): Promise<NetworkId> {
  const client = world.client(place);
  const [CidrBlock, ...secondary] = wish.prefixes;
  const { Vpc } = await client.send(new CreateVpcCommand({ CidrBlock }));
  const VpcId = Vpc?.VpcId ?? "";
  for (const block of secondary) await client.send(new AssociateVpcCidrBlockCommand({ VpcId, CidrBlock: block }));
  if (wish.ipv6) await client.send(new AssociateVpcCidrBlockCommand({ VpcId, AmazonProvidedIpv6CidrBlock: true }));
  if (wish.hostNames !== false) {
    await client.send(new ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames: { Value: true } }));
  }
  const Tags = Object.entries(wish.tags ?? {}).map(([Key, Value]) => ({ Key, Value }));
  if (Tags.length > 0) await client.send(new CreateTagsCommand({ Resources: [VpcId], Tags }));
  await world.advance(30);
  return vpcNetworkId(place, VpcId);
}

/** Adds a subnet; returns its id. */
export async function makeSubnet(world: ContractWorld, network: NetworkId, CidrBlock: string): Promise<string> {
  const { Subnet } = await clientOf(world, network).send(
    new CreateSubnetCommand({ VpcId: locate(network).localId, CidrBlock }),
  );
  return Subnet?.SubnetId ?? "";
}

/** Adds a route table that serves the subnets given, if any; returns its id. */
export async function makeTable(world: ContractWorld, network: NetworkId, ...subnets: string[]): Promise<string> {
  const client = clientOf(world, network);
  const { RouteTable } = await client.send(new CreateRouteTableCommand({ VpcId: locate(network).localId }));
  const RouteTableId = RouteTable?.RouteTableId ?? "";
  for (const SubnetId of subnets) await client.send(new AssociateRouteTableCommand({ RouteTableId, SubnetId }));
  return RouteTableId;
}

/** The routes of a table, as EC2 tells them. */
export async function seeRoutes(world: ContractWorld, network: NetworkId, table: string): Promise<readonly Route[]> {
  const { RouteTables } = await clientOf(world, network).send(
    new DescribeRouteTablesCommand({ RouteTableIds: [table] }),
  );
  return RouteTables?.[0]?.Routes ?? [];
}

/** The inbound rules of a group for prefixes, as EC2 tells them. */
export async function seeRules(
  world: ContractWorld,
  network: NetworkId,
  group: string,
): Promise<readonly SecurityGroupRule[]> {
  const Filters = [{ Name: "group-id", Values: [group] }];
  const { SecurityGroupRules = [] } = await clientOf(world, network).send(
    new DescribeSecurityGroupRulesCommand({ Filters }),
  );
  return SecurityGroupRules.filter(({ IsEgress, CidrIpv4, CidrIpv6 }) => !IsEgress && (CidrIpv4 ?? CidrIpv6));
}

/** Every peering of a network that has not ended, as EC2 tells them. */
export async function seePeerings(world: ContractWorld, network: NetworkId): Promise<readonly VpcPeeringConnection[]> {
  const { VpcPeeringConnections = [] } = await clientOf(world, network).send(
    new DescribeVpcPeeringConnectionsCommand({}),
  );
  const ended = ["deleted", "deleting", "failed", "rejected", "expired"];
  return VpcPeeringConnections.filter(
    ({ RequesterVpcInfo, AccepterVpcInfo, Status }) =>
      [RequesterVpcInfo?.VpcId, AccepterVpcInfo?.VpcId].includes(locate(network).localId) &&
      !ended.includes(Status?.Code ?? ""),
  );
}

export function clientOf(world: ContractWorld, network: NetworkId): EC2Client {
  return world.client(locate(network));
}
