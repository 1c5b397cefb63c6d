import {
  CreateSubnetCommand,
  CreateTransitGatewayCommand,
  CreateTransitGatewayVpcAttachmentCommand,
  CreateVpcCommand,
  type EC2Client,
  type TransitGatewayRequestOptions,
} from "@aws-sdk/client-ec2";
import { type Ec2Lab, present, SECOND } from "../ec2-lab.ts";

/** Longer than a transit gateway or an attachment of one is pending. */
const UNTIL_AVAILABLE = 120 * SECOND;

/** A transit gateway that can be used. */
export async function makeTransit(
  lab: Ec2Lab,
  client: EC2Client,
  Options: TransitGatewayRequestOptions = {},
): Promise<string> {
  const { TransitGateway } = await client.send(new CreateTransitGatewayCommand({ Options }));
  await lab.clock.advance(UNTIL_AVAILABLE);
  return present(TransitGateway?.TransitGatewayId);
}

/** A VPC with one subnet of each zone that is named by its letter. */
export async function makeVpc(client: EC2Client, block: number, zones: readonly string[] = ["a"]) {
  const { Vpc } = await client.send(new CreateVpcCommand({ CidrBlock: `10.${block}.0.0/16` }));
  const VpcId = present(Vpc?.VpcId);
  const subnets: string[] = [];
  for (const [index, letter] of zones.entries()) {
    const AvailabilityZone = `us-east-1${letter}`;
    const { Subnet } = await client.send(
      new CreateSubnetCommand({ VpcId, CidrBlock: `10.${block}.${index}.0/24`, AvailabilityZone }),
    );
    subnets.push(present(Subnet?.SubnetId));
  }
  return { VpcId, subnets };
}

/** Attaches a VPC and waits until that is done. */
export async function attachVpc(
  lab: Ec2Lab,
  client: EC2Client,
  TransitGatewayId: string,
  { VpcId, subnets }: { readonly VpcId: string; readonly subnets: readonly string[] },
): Promise<string> {
  const { TransitGatewayVpcAttachment } = await client.send(
    new CreateTransitGatewayVpcAttachmentCommand({ TransitGatewayId, VpcId, SubnetIds: [...subnets] }),
  );
  await lab.clock.advance(UNTIL_AVAILABLE);
  return present(TransitGatewayVpcAttachment?.TransitGatewayAttachmentId);
}
