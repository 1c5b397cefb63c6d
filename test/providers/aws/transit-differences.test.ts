import {
  DeleteRouteCommand,
  DeleteTransitGatewayVpcAttachmentCommand,
  DescribeTransitGatewaysCommand,
  DisableTransitGatewayRouteTablePropagationCommand,
  DisassociateTransitGatewayRouteTableCommand,
  type EC2Client,
  ReplaceRouteCommand,
} from "@aws-sdk/client-ec2";
import type { VpnEnd } from "../../../core/tunnels/tunnel-plan.ts";
import type { CloudProvider } from "../../../providers/cloud-provider.ts";
import { type Ec2Lab, present } from "../../lab/clouds/aws/ec2/ec2-lab.ts";
import { TransitBench } from "./transit-bench.ts";

let bench: TransitBench;
let lab: Ec2Lab;
let client: EC2Client;
let provider: CloudProvider;
let google: VpnEnd;

beforeEach(async () => {
  bench = await TransitBench.start();
  ({ lab, client, provider } = bench);
  ({ google } = bench.ends());
});

afterEach(() => bench.stop());

describe("what differs at a transit gateway", () => {
  async function transitTable(): Promise<string> {
    const { TransitGateways } = await client.send(new DescribeTransitGatewaysCommand({}));
    return present(TransitGateways?.[0]?.Options?.AssociationDefaultRouteTableId);
  }

  async function plugOf(kind: string): Promise<string> {
    const found = (await bench.attachments()).find(({ ResourceType }) => ResourceType === kind);
    return present(found?.TransitGatewayAttachmentId);
  }

  it.each([
    {
      given: "a route that somebody took away",
      async plant() {
        const { RouteTableId } = await bench.mainTable();
        await client.send(new DeleteRouteCommand({ RouteTableId, DestinationCidrBlock: "10.1.0.0/16" }));
      },
      says: /^route table rtb-\S+ does not route 10.1.0.0\/16 to tgw-\S+$/,
    },
    {
      given: "a route that somebody led elsewhere",
      async plant() {
        const { RouteTableId } = await bench.mainTable();
        const NetworkInterfaceId = "eni-0123456789abcdef0";
        const route = { RouteTableId, DestinationCidrBlock: "10.1.0.0/16", NetworkInterfaceId };
        await client.send(new ReplaceRouteCommand(route));
      },
      says: /^route table rtb-\S+ routes 10.1.0.0\/16 to eni-\S+ instead of tgw-\S+$/,
    },
    {
      given: "the VPC in no table",
      async plant() {
        const pair = {
          TransitGatewayRouteTableId: await transitTable(),
          TransitGatewayAttachmentId: await plugOf("vpc"),
        };
        await client.send(new DisassociateTransitGatewayRouteTableCommand(pair));
      },
      says: /^attachment tgw-attach-\S+ of vpc-\S+ to tgw-\S+ is associated with no route table: /,
    },
    {
      given: "a VPC that does not propagate",
      async plant() {
        const pair = {
          TransitGatewayRouteTableId: await transitTable(),
          TransitGatewayAttachmentId: await plugOf("vpc"),
        };
        await client.send(new DisableTransitGatewayRouteTablePropagationCommand(pair));
      },
      says: /^route table tgw-rtb-\S+ of tgw-\S+ has no route to 10.0.0.0\/16 of vpc-\S+: propagation is off$/,
    },
  ])("given $given, then it says so", async ({ plant, says }) => {
    await bench.build(google);
    await plant();
    const { differences } = await provider.readVpn(google);
    expect(differences).toEqual([expect.stringMatching(says)]);
  });

  it("given an attachment that somebody deleted, then there is no gateway, and building attaches again", async () => {
    await bench.build(google);
    const TransitGatewayAttachmentId = await plugOf("vpc");
    await client.send(new DeleteTransitGatewayVpcAttachmentCommand({ TransitGatewayAttachmentId }));
    await lab.clock.advance(120_000);
    expect((await provider.readVpn(google)).gateway).toBeUndefined();
    await bench.build(google);
    expect(await provider.readVpn(google)).toMatchObject({ gateway: { phase: "ready" }, differences: [] });
  });
});
