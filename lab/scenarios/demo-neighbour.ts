import {
  AcceptVpcPeeringConnectionCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateRouteCommand,
  CreateVpcPeeringConnectionCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeVpcPeeringConnectionsCommand,
} from "@aws-sdk/client-ec2";
import { locate, type NetworkId } from "../../core/connection/network-id.ts";
import type { Lab } from "../lab.ts";
import { hub } from "./accounts.ts";
import type { DemoWorld } from "./demo-world.ts";
import { Tenant } from "./tenant.ts";

const PREFIX = "10.90.0.0/16";
const EVERYBODY = "0.0.0.0/0";
/** The lab's virtual milliseconds between accepting a peering and being able to route to it. */
const PROVISIONING_MS = 10_000;

/** A network that somebody peered by hand, without crosspeer, with two that crosspeer joined to others. */
export interface Neighbour {
  readonly name: string;
  readonly id: NetworkId;
  /** The networks that it is peered with, by id. */
  readonly peers: readonly NetworkId[];
}

/**
 * Builds it after the demo, with routes through its peers to whatever they are joined to, and filters that let it in
 * there: only that peerings are not transitive keeps it out. One of those networks routes back to it, too.
 */
export async function buildNeighbour(lab: Lab, { eks, links }: DemoWorld): Promise<Neighbour> {
  const tenant = new Tenant(lab.endpoint, hub);
  const id = await tenant.buildNetwork({ prefixes: [PREFIX], subnets: ["10.90.0.0/20"] });
  await open(tenant, id, EVERYBODY);
  const ways = [
    { peer: eks.payments, reaches: ["10.0.0.0/15", "100.64.0.0/15"] },
    { peer: links.billing, reaches: ["10.30.0.0/15", "10.32.0.0/15", "100.70.0.0/16"] },
  ];
  for (const { peer, reaches } of ways) {
    const pcx = await peerWith(lab, tenant, id, peer.id);
    for (const prefix of reaches) await route(tenant, id, prefix, pcx);
    await route(peer.tenant, peer.id, PREFIX, pcx);
    await open(peer.tenant, peer.id, PREFIX);
  }
  const { orders } = eks;
  await route(orders.tenant, orders.id, PREFIX, await peeringOf(orders.tenant));
  await open(orders.tenant, orders.id, PREFIX);
  return { name: "neighbour", id, peers: ways.map(({ peer }) => peer.id) };
}

async function peerWith(lab: Lab, { ec2 }: Tenant, one: NetworkId, other: NetworkId): Promise<string> {
  const asked = new CreateVpcPeeringConnectionCommand({ VpcId: locate(one).localId, PeerVpcId: locate(other).localId });
  const VpcPeeringConnectionId = (await ec2.send(asked)).VpcPeeringConnection?.VpcPeeringConnectionId ?? "";
  await lab.clock.advance(PROVISIONING_MS);
  await ec2.send(new AcceptVpcPeeringConnectionCommand({ VpcPeeringConnectionId }));
  await lab.clock.advance(PROVISIONING_MS);
  return VpcPeeringConnectionId;
}

async function route({ ec2 }: Tenant, network: NetworkId, prefix: string, pcx: string): Promise<void> {
  const Filters = [{ Name: "vpc-id", Values: [locate(network).localId] }];
  const { RouteTables = [] } = await ec2.send(new DescribeRouteTablesCommand({ Filters }));
  const way = { DestinationCidrBlock: prefix, VpcPeeringConnectionId: pcx };
  for (const { RouteTableId } of RouteTables) await ec2.send(new CreateRouteCommand({ RouteTableId, ...way }));
}

/** The only active peering of a place. */
async function peeringOf({ ec2 }: Tenant): Promise<string> {
  const Filters = [{ Name: "status-code", Values: ["active"] }];
  const { VpcPeeringConnections = [] } = await ec2.send(new DescribeVpcPeeringConnectionsCommand({ Filters }));
  return VpcPeeringConnections[0]?.VpcPeeringConnectionId ?? "";
}

/** Has every security group of the network let everything in that comes from a prefix. */
async function open({ ec2 }: Tenant, network: NetworkId, prefix: string): Promise<void> {
  const Filters = [{ Name: "vpc-id", Values: [locate(network).localId] }];
  const { SecurityGroups = [] } = await ec2.send(new DescribeSecurityGroupsCommand({ Filters }));
  const IpPermissions = [{ IpProtocol: "-1", IpRanges: [{ CidrIp: prefix }] }];
  for (const { GroupId } of SecurityGroups)
    await ec2.send(new AuthorizeSecurityGroupIngressCommand({ GroupId, IpPermissions }));
}
