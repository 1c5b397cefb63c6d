import {
  AttachVpnGatewayCommand,
  CreateVpcCommand,
  CreateVpnGatewayCommand,
  DescribeCustomerGatewaysCommand,
  DescribeVpnConnectionsCommand,
  DescribeVpnGatewaysCommand,
} from "@aws-sdk/client-ec2";
import { type NetworkId, parseNetworkId, vpcNetworkId } from "../../../core/connection/network-id.ts";
import { gatewayName } from "../../../core/tunnels/names.ts";
import type { VpnEnd } from "../../../core/tunnels/tunnel-plan.ts";
import { createAwsProvider } from "../../../providers/aws/provider.ts";
import type { CloudProvider } from "../../../providers/cloud-provider.ts";
import { type Ec2Lab, HUB, present, startEc2, VIRGINIA } from "../../lab/clouds/aws/ec2/ec2-lab.ts";
import { finish, planEnds, readKey } from "../../support/vpn-ends.ts";

let lab: Ec2Lab;
let provider: CloudProvider;
let vpc: NetworkId;
let google: VpnEnd;
let azure: VpnEnd;

const far = [
  "projects/shop-prod/global/networks/far",
  "/subscriptions/3e9d5c71-0a86-4f2b-b547-18c2f6a0d9e3/resourcegroups/networks/providers/microsoft.network/virtualnetworks/far",
];

beforeEach(async () => {
  lab = await startEc2();
  const { Vpc } = await lab.client().send(new CreateVpcCommand({ CidrBlock: "10.0.0.0/16" }));
  vpc = vpcNetworkId({ account: HUB, region: VIRGINIA }, present(Vpc?.VpcId));
  const ends = planEnds(
    vpc,
    far.map((text) => present(parseNetworkId(text))),
  );
  [google, azure] = [present(ends[0]), present(ends[1])];
  const credentials = { accessKeyId: `LABK${HUB}`, secretAccessKey: "any" };
  const sdk = { endpoint: lab.url, credentials, region: VIRGINIA };
  provider = createAwsProvider({ hubAccount: HUB, memberRoleName: "none", sdk }, () => lab.clock.now());
});

afterEach(() => lab.stop());

const settle = () => lab.clock.advance(30_000);

async function build(end: VpnEnd) {
  const { gateway } = await finish(settle, () => provider.buildGateway(end));
  const { outside } = await finish(settle, () => provider.buildTunnels(end, readKey));
  return { gateway, outside, propagated: await provider.propagateRoutes(end) };
}

async function liveConnections() {
  const { VpnConnections = [] } = await lab.client().send(new DescribeVpnConnectionsCommand({}));
  return VpnConnections.filter(({ State }) => State === "available");
}

async function gateways() {
  const { VpnGateways = [] } = await lab.client().send(new DescribeVpnGatewaysCommand({}));
  return VpnGateways.filter(({ State }) => State === "available");
}

describe("providers/aws/vpn", () => {
  it("given a VPC without a gateway, then one of ours, two connections, and four addresses by what is inside", async () => {
    const { gateway, outside, propagated } = await build(google);
    expect(gateway).toMatchObject({ asn: google.near.asn, ours: true, phase: "ready", addresses: [] });
    const connections = await liveConnections();
    expect(connections).toHaveLength(2);
    const options = connections.flatMap(({ Options }) => Options?.TunnelOptions ?? []);
    const expected = google.tunnels.map(
      ({ inside }) => options.find((one) => one.TunnelInsideCidr === inside)?.OutsideIpAddress,
    );
    expect(outside).toEqual(expected);
    expect(new Set(outside).size).toBe(4);
    expect(propagated).toHaveLength(1);
    const { ends, differences } = await provider.readVpn(google);
    expect(differences).toEqual([]);
    expect(ends.map(({ ipsec, differences: wrong }) => ({ ipsec, wrong }))).toEqual(
      new Array(4).fill({ ipsec: "down", wrong: [] }),
    );
  });

  it("given everything built, then building again makes nothing", async () => {
    const first = await build(google);
    const second = await build(google);
    expect(second).toEqual(first);
    expect(await liveConnections()).toHaveLength(2);
    expect(await gateways()).toHaveLength(1);
  });

  it("given a gateway that is attached, then it is used as it is, and never removed", async () => {
    const client = lab.client();
    const { VpnGateway } = await client.send(new CreateVpnGatewayCommand({ Type: "ipsec.1", AmazonSideAsn: 64_600 }));
    const VpcId = vpc.slice(vpc.lastIndexOf("/") + 1);
    await client.send(new AttachVpnGatewayCommand({ VpcId, VpnGatewayId: VpnGateway?.VpnGatewayId }));
    await lab.clock.advance(120_000);
    const { gateway } = await build(google);
    expect(gateway).toMatchObject({ id: VpnGateway?.VpnGatewayId, asn: 64_600, ours: false });
    await finish(settle, () => provider.removeTunnels(vpc, google.connection));
    await finish(settle, () => provider.removeGateway(vpc));
    expect((await gateways()).map(({ VpnGatewayId }) => VpnGatewayId)).toEqual([VpnGateway?.VpnGatewayId]);
  });

  it("given two connections, then removing one leaves the other, and removing the last takes our gateway away", async () => {
    await build(google);
    await build(azure);
    expect(await liveConnections()).toHaveLength(4);
    expect(await gateways()).toHaveLength(1);
    expect((await provider.readGateway(vpc))?.inside).toHaveLength(8);

    await finish(settle, () => provider.removeTunnels(vpc, google.connection));
    await finish(settle, () => provider.removeGateway(vpc));
    const left = await liveConnections();
    expect(left.map(({ Tags = [] }) => Tags.find(({ Key }) => Key === "crosspeer:connection")?.Value)).toEqual(
      new Array(2).fill(azure.connection),
    );
    expect(await provider.readGateway(vpc)).toMatchObject({ ours: true, phase: "ready" });

    await finish(settle, () => provider.removeTunnels(vpc, azure.connection));
    await finish(settle, () => provider.removeGateway(vpc));
    expect(await provider.readGateway(vpc)).toBeUndefined();
    expect(await gateways()).toEqual([]);
    const { CustomerGateways = [] } = await lab.client().send(new DescribeCustomerGatewaysCommand({}));
    expect(CustomerGateways.filter(({ State }) => State !== "deleted")).toEqual([]);
  });

  it("given our gateway, then its name and its tag are the network's", async () => {
    await build(google);
    const [gateway] = await gateways();
    expect(gateway?.Tags).toEqual(
      expect.arrayContaining([
        { Key: "crosspeer:gateway", Value: gatewayName(vpc) },
        { Key: "Name", Value: gatewayName(vpc) },
      ]),
    );
  });
});
