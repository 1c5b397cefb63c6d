import {
  CreateTransitGatewayCommand,
  DescribeRouteTablesCommand,
  DescribeTransitGatewaysCommand,
  DescribeTransitGatewayVpcAttachmentsCommand,
  DescribeVpnGatewaysCommand,
} from "@aws-sdk/client-ec2";
import { locate } from "../../core/connection/network-id.ts";
import { gatewayName } from "../../core/tunnels/names.ts";
import { hub } from "../../lab/scenarios/accounts.ts";
import { DeployedWorld, type Resident } from "../support/deployed-world.ts";
import { buildTrio, joinMesh, routerStatusOf, type Trio, vpnConnections } from "../support/vpn-world.ts";

let world: DeployedWorld;
let trio: Trio;
let transit: string;
/** A second VPC that asks for the same transit gateway. */
let other: Resident;

beforeAll(async () => {
  world = await DeployedWorld.start({ clouds: "all" });
  trio = await buildTrio(world, "transit", 10);
  const { eks, gke } = trio;
  const made = await eks.tenant.ec2.send(new CreateTransitGatewayCommand({ Options: { AmazonSideAsn: 64_700 } }));
  transit = made.TransitGateway?.TransitGatewayId ?? "";
  await world.lab.clock.advance(3 * 60_000);
  other = await world.network("transit-other", hub, { prefixes: ["10.30.0.0/16"], subnets: ["10.30.0.0/20"] });
  await other.tenant.tag(other.id, { "crosspeer:name": other.name, "crosspeer:gateway": transit });
  await eks.tenant.tag(eks.id, { "crosspeer:gateway": transit });
  await joinMesh({ eks, gke }, "hub");
  await other.tenant.tag(other.id, { "crosspeer:mesh": "hub" });
  await world.settle();
  await world.sweep();
}, 120_000);

afterAll(() => world.close());

async function routesToTransit({ tenant, id }: Resident): Promise<readonly (string | undefined)[]> {
  const Filters = [{ Name: "vpc-id", Values: [locate(id).localId] }];
  const { RouteTables = [] } = await tenant.ec2.send(new DescribeRouteTablesCommand({ Filters }));
  const routes = RouteTables.flatMap(({ Routes = [] }) => Routes).filter((one) => one.TransitGatewayId === transit);
  return [...new Set(routes.map((route) => route.DestinationCidrBlock))].sort();
}

describe("two VPCs that ask for one transit gateway", () => {
  it("given them and GKE, then both connections are active, each over four tunnels of its own", async () => {
    const { eks, gke } = trio;
    for (const network of [eks, other]) {
      const connection = world.connection(network, gke);
      expect(connection).toMatchObject({ state: "active", transport: "ha-vpn" });
      const vpns = await vpnConnections(network, connection?.id);
      expect(vpns.map(({ TransitGatewayId }) => TransitGatewayId)).toEqual([transit, transit]);
    }
    const options = (await vpnConnections(eks)).flatMap(({ Options }) => Options?.TunnelOptions ?? []);
    expect(new Set(options.map(({ TunnelInsideCidr }) => TunnelInsideCidr)).size).toBe(8);
    expect((await eks.tenant.ec2.send(new DescribeVpnGatewaysCommand({}))).VpnGateways).toEqual([]);
  });

  it("given them, then their tables lead to it, and Google Cloud has learned both", async () => {
    const { eks, gke } = trio;
    const wanted = [...gke.prefixes].sort();
    expect([await routesToTransit(eks), await routesToTransit(other)]).toEqual([wanted, wanted]);
    const { bestRoutesForRouter, bgpPeerStatus } = await routerStatusOf(gke, gatewayName(gke.id));
    expect(bgpPeerStatus.map(({ status }) => status)).toEqual(new Array(8).fill("UP"));
    const learned = new Set(bestRoutesForRouter.map(({ destRange }) => destRange));
    expect([...learned].sort()).toEqual([...eks.prefixes, "10.30.0.0/16"].sort());
  });

  it("given them, then each VPC is attached once, and the transit gateway is as it was", async () => {
    const { ec2 } = trio.eks.tenant;
    const { TransitGatewayVpcAttachments = [] } = await ec2.send(new DescribeTransitGatewayVpcAttachmentsCommand({}));
    expect(TransitGatewayVpcAttachments.map(({ VpcId }) => VpcId).sort()).toEqual(
      [trio.eks, other].map(({ id }) => locate(id).localId).sort(),
    );
    const { TransitGateways } = await ec2.send(new DescribeTransitGatewaysCommand({}));
    expect(TransitGateways).toMatchObject([{ TransitGatewayId: transit, State: "available", Tags: [] }]);
  });

  it("given another sweep, then nothing is written", async () => {
    const mark = world.mark();
    await world.sweep();
    expect(world.writesSince(mark).map(({ service, action }) => `${service}:${action}`)).toEqual([]);
  });

  it("given the tag with another gateway, then blocked and nothing is moved; then active again", async () => {
    const { eks, gke } = trio;
    const mark = world.mark();
    await eks.tenant.tag(eks.id, { "crosspeer:gateway": "tgw-0123456789abcdef0" });
    await world.settle();
    expect(world.connection(eks, gke)).toMatchObject({
      state: "blocked",
      reason: expect.stringMatching(
        /^gateway-conflict: the tunnels of transit-eks end at tgw-\S+ and crosspeer:gateway/,
      ),
    });
    expect(world.changesSince(mark)).toEqual([]);
    await eks.tenant.tag(eks.id, { "crosspeer:gateway": transit });
    await world.settle();
    await world.sweep();
    expect(world.connection(eks, gke)).toMatchObject({ state: "active" });
  });
});

describe("a VPC that no longer asks for it", () => {
  async function attachedVpcs() {
    const command = new DescribeTransitGatewayVpcAttachmentsCommand({});
    const { TransitGatewayVpcAttachments = [] } = await trio.eks.tenant.ec2.send(command);
    return TransitGatewayVpcAttachments.filter(({ State }) => State === "available").map(({ VpcId }) => VpcId);
  }

  it("given one of two, then its tunnels, routes and attachment go, and the other's and the gateway stay", async () => {
    const { eks, gke } = trio;
    const gone = world.connection(other, gke)?.id ?? "";
    await other.tenant.untag(other.id, "crosspeer:mesh", "crosspeer:gateway");
    await world.settle();
    await world.sweep();
    expect([world.connection(other, gke), world.connection(eks, gke)]).toEqual([
      expect.objectContaining({ state: "absent" }),
      expect.objectContaining({ state: "active" }),
    ]);
    expect(await vpnConnections(other, gone)).toEqual([]);
    expect(await vpnConnections(eks)).toHaveLength(2);
    expect([await routesToTransit(other), await routesToTransit(eks)]).toEqual([[], [...gke.prefixes].sort()]);
    expect(await attachedVpcs()).toEqual([locate(eks.id).localId]);
    const { TransitGateways } = await eks.tenant.ec2.send(new DescribeTransitGatewaysCommand({}));
    expect(TransitGateways).toMatchObject([{ TransitGatewayId: transit, State: "available", Tags: [] }]);
  });
});

describe("a transit gateway that is not there", () => {
  it("given its id in the tag, then blocked, naming account and region, and nothing is made", async () => {
    const { eks, gke } = await buildTrio(world, "absent", 50);
    const mark = world.mark();
    await eks.tenant.tag(eks.id, { "crosspeer:gateway": "tgw-0123456789abcdef0" });
    await joinMesh({ eks, gke }, "absent");
    await world.settle();
    await world.sweep();
    expect(world.connection(eks, gke)).toMatchObject({
      state: "blocked",
      reason: expect.stringMatching(
        /^gateway-conflict: gateway tgw-\S+ of absent-eks cannot serve: account 1{12} has no/,
      ),
    });
    expect(world.changesSince(mark)).toEqual([]);
  });
});
