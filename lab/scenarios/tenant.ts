import {
  AssociateRouteTableCommand,
  AssociateVpcCidrBlockCommand,
  CreateRouteTableCommand,
  CreateSubnetCommand,
  CreateTagsCommand,
  CreateVpcCommand,
  DeleteTagsCommand,
  DescribeTagsCommand,
  EC2Client,
  ModifyVpcAttributeCommand,
} from "@aws-sdk/client-ec2";
import { type NetworkId, type Place, vpcNetworkId } from "../../core/connection/network-id.ts";

/** A VPC to build, as a platform team would have it. */
export interface NetworkSketch {
  /** IPv4 prefixes: the first is the primary one, the others are pod ranges. */
  readonly prefixes: readonly [string, ...string[]];
  /** Whether it has an Amazon-provided IPv6 prefix. */
  readonly ipv6?: boolean;
  /** The subnets' prefixes; each gets a route table of its own. */
  readonly subnets?: readonly string[];
}

/** A user of one account and region, with a stock EC2 client: builds networks and tags them, as people do. */
export class Tenant {
  readonly place: Place;
  readonly ec2: EC2Client;

  constructor(endpoint: string, place: Place) {
    this.place = place;
    this.ec2 = new EC2Client({
      endpoint,
      region: place.region,
      credentials: { accessKeyId: `LABK${place.account}`, secretAccessKey: "any" },
    });
  }

  async buildNetwork({ prefixes, ipv6, subnets = [] }: NetworkSketch): Promise<NetworkId> {
    const [primary, ...secondary] = prefixes;
    const made = await this.ec2.send(
      new CreateVpcCommand({ CidrBlock: primary, AmazonProvidedIpv6CidrBlock: ipv6 ?? false }),
    );
    const VpcId = made.Vpc?.VpcId ?? "";
    await this.ec2.send(new ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames: { Value: true } }));
    for (const CidrBlock of secondary) await this.ec2.send(new AssociateVpcCidrBlockCommand({ VpcId, CidrBlock }));
    for (const CidrBlock of subnets) {
      const { Subnet } = await this.ec2.send(new CreateSubnetCommand({ VpcId, CidrBlock }));
      const { RouteTable } = await this.ec2.send(new CreateRouteTableCommand({ VpcId }));
      await this.ec2.send(
        new AssociateRouteTableCommand({ SubnetId: Subnet?.SubnetId, RouteTableId: RouteTable?.RouteTableId }),
      );
    }
    return vpcNetworkId(this.place, VpcId);
  }

  async tag(network: NetworkId, tags: Readonly<Record<string, string>>): Promise<void> {
    const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
    await this.ec2.send(new CreateTagsCommand({ Resources: [localId(network)], Tags }));
  }

  async untag(network: NetworkId, ...keys: readonly string[]): Promise<void> {
    const Tags = keys.map((Key) => ({ Key }));
    await this.ec2.send(new DeleteTagsCommand({ Resources: [localId(network)], Tags }));
  }

  /** The value of a network's tag. */
  async tagOf(network: NetworkId, key: string): Promise<string | undefined> {
    const Filters = [
      { Name: "resource-id", Values: [localId(network)] },
      { Name: "key", Values: [key] },
    ];
    const { Tags } = await this.ec2.send(new DescribeTagsCommand({ Filters }));
    return Tags?.[0]?.Value;
  }
}

function localId(network: NetworkId): string {
  return network.slice(network.lastIndexOf("/") + 1);
}
