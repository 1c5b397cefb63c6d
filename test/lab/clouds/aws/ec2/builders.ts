import {
  AcceptVpcPeeringConnectionCommand,
  CreateRouteTableCommand,
  CreateSecurityGroupCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  CreateVpcPeeringConnectionCommand,
  type CreateVpcPeeringConnectionCommandInput,
  DescribeVpcPeeringConnectionsCommand,
  type EC2Client,
  type VpcPeeringConnection,
} from "@aws-sdk/client-ec2";
import { type Ec2Lab, present, SECOND } from "./ec2-lab.ts";

export async function makeVpc(
  client: EC2Client,
  CidrBlock: string,
  AmazonProvidedIpv6CidrBlock?: boolean,
): Promise<string> {
  const { Vpc } = await client.send(new CreateVpcCommand({ CidrBlock, AmazonProvidedIpv6CidrBlock }));
  return present(Vpc?.VpcId);
}

export async function makeSubnet(client: EC2Client, VpcId: string, CidrBlock: string): Promise<string> {
  const { Subnet } = await client.send(new CreateSubnetCommand({ VpcId, CidrBlock }));
  return present(Subnet?.SubnetId);
}

export async function makeTable(client: EC2Client, VpcId: string): Promise<string> {
  const { RouteTable } = await client.send(new CreateRouteTableCommand({ VpcId }));
  return present(RouteTable?.RouteTableId);
}

export async function makeGroup(client: EC2Client, VpcId: string, GroupName = "app"): Promise<string> {
  const { GroupId } = await client.send(new CreateSecurityGroupCommand({ VpcId, GroupName, Description: GroupName }));
  return present(GroupId);
}

export async function requestPeering(
  client: EC2Client,
  input: CreateVpcPeeringConnectionCommandInput,
): Promise<string> {
  const { VpcPeeringConnection } = await client.send(new CreateVpcPeeringConnectionCommand(input));
  return present(VpcPeeringConnection?.VpcPeeringConnectionId);
}

export async function accept(client: EC2Client, VpcPeeringConnectionId: string): Promise<VpcPeeringConnection> {
  const answer = await client.send(new AcceptVpcPeeringConnectionCommand({ VpcPeeringConnectionId }));
  return present(answer.VpcPeeringConnection);
}

/** A peering of two VPCs of one account and region that is active. */
export async function makePeering(lab: Ec2Lab, client: EC2Client, VpcId: string, PeerVpcId: string): Promise<string> {
  const id = await requestPeering(client, { VpcId, PeerVpcId });
  await lab.clock.advance(SECOND);
  await accept(client, id);
  await lab.clock.advance(3 * SECOND);
  return id;
}

export async function describePeering(client: EC2Client, id: string): Promise<VpcPeeringConnection> {
  const answer = await client.send(new DescribeVpcPeeringConnectionsCommand({ VpcPeeringConnectionIds: [id] }));
  return present(answer.VpcPeeringConnections?.[0]);
}

export async function statusOf(client: EC2Client, id: string): Promise<string> {
  const { Status } = await describePeering(client, id);
  return `${Status?.Code}: ${Status?.Message}`;
}
