import {
  CreateTagsCommand,
  DescribeRouteTablesCommand,
  DescribeTransitGatewayAttachmentsCommand,
  type EC2Client,
} from "@aws-sdk/client-ec2";
import { type NetworkId, parseNetworkId, vpcNetworkId } from "../../../core/connection/network-id.ts";
import type { VpnEnd } from "../../../core/tunnels/tunnel-plan.ts";
import { createAwsProvider } from "../../../providers/aws/provider.ts";
import type { CloudProvider } from "../../../providers/cloud-provider.ts";
import type { OwnedObject } from "../../../providers/provider.ts";
import { type Ec2Lab, HUB, present, startEc2, VIRGINIA } from "../../lab/clouds/aws/ec2/ec2-lab.ts";
import { makeTransit, makeVpc } from "../../lab/clouds/aws/ec2/transit-gateways/transit-builders.ts";
import { finish, planEnds, readKey } from "../../support/vpn-ends.ts";

const far = [
  "projects/shop-prod/global/networks/far",
  "/subscriptions/3e9d5c71-0a86-4f2b-b547-18c2f6a0d9e3/resourcegroups/networks/providers/microsoft.network/virtualnetworks/far",
];

/** A VPC with subnets in two zones, a transit gateway beside it, and the provider that is to join them. */
export class TransitBench {
  readonly lab: Ec2Lab;
  readonly client: EC2Client;
  readonly provider: CloudProvider;
  readonly transit: string;
  readonly own: { readonly VpcId: string; readonly subnets: readonly string[] };
  readonly vpc: NetworkId;

  private constructor(lab: Ec2Lab, client: EC2Client, transit: string, own: TransitBench["own"]) {
    this.lab = lab;
    this.client = client;
    this.transit = transit;
    this.own = own;
    this.vpc = vpcNetworkId({ account: HUB, region: VIRGINIA }, own.VpcId);
    const credentials = { accessKeyId: `LABK${HUB}`, secretAccessKey: "any" };
    const sdk = { endpoint: lab.url, credentials, region: VIRGINIA };
    this.provider = createAwsProvider({ hubAccount: HUB, memberRoleName: "none", sdk }, () => lab.clock.now());
  }

  static async start(): Promise<TransitBench> {
    const lab = await startEc2();
    const client = lab.client();
    const transit = await makeTransit(lab, client, { AmazonSideAsn: 64_600 });
    return new TransitBench(lab, client, transit, await makeVpc(client, 0, ["a", "a", "b"]));
  }

  stop(): Promise<void> {
    return this.lab.stop();
  }

  /** Its ends of two VPNs, as allocated for a VPC that asks for a transit gateway. */
  ends(transit = this.transit): { readonly google: VpnEnd; readonly azure: VpnEnd } {
    const planned = planEnds(
      this.vpc,
      far.map((text) => present(parseNetworkId(text))),
    );
    const [google, azure] = planned.map((end) => ({ ...end, near: { ...end.near, asn: 64_600, transit } }));
    return { google: present(google), azure: present(azure) };
  }

  readonly settle = () => this.lab.clock.advance(30_000);

  /** Builds an end, and says what is ours by it. */
  async build(end: VpnEnd): Promise<readonly OwnedObject[]> {
    const { owned } = await finish(this.settle, () => this.provider.buildGateway(end));
    const tunnels = await finish(this.settle, () => this.provider.buildTunnels(end, readKey));
    return [...owned, ...tunnels.owned, ...(await this.provider.propagateRoutes(end))];
  }

  async remove(end: VpnEnd): Promise<void> {
    await finish(this.settle, () => this.provider.removeTunnels(this.vpc, end.connection));
    await finish(this.settle, () => this.provider.removeGateway(this.vpc));
  }

  /** Tags the VPC. */
  async wish(Value: string): Promise<void> {
    const Tags = [{ Key: "crosspeer:gateway", Value }];
    await this.client.send(new CreateTagsCommand({ Resources: [this.own.VpcId], Tags }));
  }

  /** Those that carry traffic, of VPCs first. */
  async attachments() {
    const command = new DescribeTransitGatewayAttachmentsCommand({});
    const { TransitGatewayAttachments = [] } = await this.client.send(command);
    const usable = TransitGatewayAttachments.filter(({ State }) => State === "available");
    return usable.toSorted((one, other) => (present(one.ResourceType) < present(other.ResourceType) ? -1 : 1));
  }

  /** The only route table of the VPC. */
  async mainTable() {
    const Filters = [{ Name: "vpc-id", Values: [this.own.VpcId] }];
    const { RouteTables } = await this.client.send(new DescribeRouteTablesCommand({ Filters }));
    return present(RouteTables?.[0]);
  }
}
