import {
  DescribeTransitGatewayAttachmentsCommand,
  DescribeTransitGatewaysCommand,
  type EC2Client,
  SearchTransitGatewayRoutesCommand,
} from "@aws-sdk/client-ec2";
import { codeOf, type Ec2Lab, present, SECOND, startEc2 } from "../ec2-lab.ts";
import { connect, describeConnection, farEnds, MINUTE, makeCgw } from "../vpn/vpn-builders.ts";
import { attachVpc, makeTransit, makeVpc } from "./transit-builders.ts";

let lab: Ec2Lab;
let hub: EC2Client;
let TransitGatewayId: string;

beforeEach(async () => {
  lab = await startEc2();
  hub = lab.client();
  TransitGatewayId = await makeTransit(lab, hub, { AmazonSideAsn: 64_513 });
});

afterEach(() => lab.stop());

async function make() {
  const CustomerGatewayId = await makeCgw(hub);
  await lab.clock.advance(2 * SECOND);
  return connect(hub, { CustomerGatewayId, TransitGatewayId });
}

describe("a VPN connection to a transit gateway", () => {
  it("given one, then it names the gateway, and is an attachment of it as long as it is there", async () => {
    const made = await make();
    expect(made).toMatchObject({ TransitGatewayId, State: "pending" });
    expect(made.VpnGatewayId).toBeUndefined();
    const attachment = async () => {
      const Filters = [{ Name: "resource-id", Values: [present(made.VpnConnectionId)] }];
      const answer = await hub.send(new DescribeTransitGatewayAttachmentsCommand({ Filters }));
      return answer.TransitGatewayAttachments?.[0];
    };
    expect(await attachment()).toMatchObject({ ResourceType: "vpn", State: "pending" });
    await lab.clock.advance(5 * MINUTE);
    expect(await attachment()).toMatchObject({ State: "available", Association: { State: "associated" } });
  });

  it("given a gateway that is not there, then InvalidTransitGatewayID.NotFound", async () => {
    const CustomerGatewayId = await makeCgw(hub);
    await lab.clock.advance(2 * SECOND);
    const call = connect(hub, { CustomerGatewayId, TransitGatewayId: "tgw-0123456789abcdef0" });
    expect(await codeOf(call)).toBe("InvalidTransitGatewayID.NotFound");
  });

  it("given the far end, then it is told the VPCs of the table, and the table has what it tells", async () => {
    await attachVpc(lab, hub, TransitGatewayId, await makeVpc(hub, 1));
    const made = await make();
    const far = farEnds(made);
    lab.fabric.join(() => far);
    await lab.clock.advance(7 * MINUTE);
    const { VgwTelemetry = [] } = await describeConnection(hub, made.VpnConnectionId);
    expect(VgwTelemetry.map(({ Status, AcceptedRouteCount }) => [Status, AcceptedRouteCount])).toEqual([
      ["UP", 2],
      ["UP", 2],
    ]);
    const session = lab.fabric.session("far/0");
    expect(session.up && session.learned).toEqual(["10.1.0.0/16"]);

    const { TransitGateways } = await hub.send(new DescribeTransitGatewaysCommand({}));
    const TransitGatewayRouteTableId = TransitGateways?.[0]?.Options?.AssociationDefaultRouteTableId;
    const Filters = [{ Name: "attachment.resource-id", Values: [present(made.VpnConnectionId)] }];
    const { Routes } = await hub.send(new SearchTransitGatewayRoutesCommand({ TransitGatewayRouteTableId, Filters }));
    expect(Routes?.map((route) => route.DestinationCidrBlock)).toEqual(["10.100.0.0/16", "10.64.0.0/14"]);
  });
});
