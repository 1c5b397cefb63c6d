import {
  CreateRouteCommand,
  DescribeTransitGatewaysCommand,
  DescribeVpnConnectionsCommand,
  DescribeVpnGatewaysCommand,
  type EC2Client,
} from "@aws-sdk/client-ec2";
import type { NetworkId } from "../../../core/connection/network-id.ts";
import { gatewayName } from "../../../core/tunnels/names.ts";
import type { VpnEnd } from "../../../core/tunnels/tunnel-plan.ts";
import type { CloudProvider } from "../../../providers/cloud-provider.ts";
import type { OwnedObject } from "../../../providers/provider.ts";
import { type Ec2Lab, present } from "../../lab/clouds/aws/ec2/ec2-lab.ts";
import { attachVpc, makeTransit } from "../../lab/clouds/aws/ec2/transit-gateways/transit-builders.ts";
import { finish } from "../../support/vpn-ends.ts";
import { TransitBench } from "./transit-bench.ts";

let bench: TransitBench;
let lab: Ec2Lab;
let client: EC2Client;
let provider: CloudProvider;
let transit: string;
let own: TransitBench["own"];
let vpc: NetworkId;
let google: VpnEnd;
let azure: VpnEnd;

beforeEach(async () => {
  bench = await TransitBench.start();
  ({ lab, client, provider, transit, own, vpc } = bench);
  ({ google, azure } = bench.ends());
});

afterEach(() => bench.stop());

describe("the gateway of a VPC with the tag", () => {
  it("given no attachment, then the transit gateway, not ready yet", async () => {
    await bench.wish(transit);
    expect(await provider.readGateway(vpc)).toEqual({
      ...{ id: transit, network: vpc, asn: 64_600, ours: false, transit: true, phase: "building" },
      ...{ inside: [], addresses: [] },
    });
  });

  it("given one that is not there, then it cannot serve, and is not built", async () => {
    const id = "tgw-0123456789abcdef0";
    await bench.wish(id);
    const flaw = "account 111111111111 has no transit gateway of that id in us-east-1";
    expect(await provider.readGateway(vpc)).toMatchObject({ id, phase: "failed", unsuitable: flaw });
    const error = await provider.buildGateway(bench.ends(id).google).catch((fault: unknown) => fault);
    expect(error).toMatchObject({ name: "Conflict", message: expect.stringContaining(flaw) });
  });

  it.each([
    {
      off: "DefaultRouteTableAssociation",
      says: "its default route table association is off and the vpc is not attached",
    },
    {
      off: "DefaultRouteTablePropagation",
      says: "its default route table propagation is off and the vpc is not attached",
    },
  ])("given $off disabled, then it says so until somebody attaches the VPC", async ({ off, says }) => {
    const id = await makeTransit(lab, client, { [off]: "disable" });
    await bench.wish(id);
    expect((await provider.readGateway(vpc))?.unsuitable).toBe(says);
    await attachVpc(lab, client, id, { ...own, subnets: own.subnets.slice(0, 1) });
    expect(await provider.readGateway(vpc)).toMatchObject({ phase: "ready" });
  });

  it("given a tag that is no id, then as if it had none", async () => {
    await bench.wish("vgw-1");
    expect(await provider.readGateway(vpc)).toBeUndefined();
  });
});

describe("tunnels that end at a transit gateway", () => {
  it("given a VPC that is not attached, then it is, by one subnet a zone, and the objects are ours", async () => {
    const owned = await bench.build(google);
    const [plug, ...vpns] = await bench.attachments();
    expect(plug?.Tags).toEqual(expect.arrayContaining([{ Key: "crosspeer:gateway", Value: gatewayName(vpc) }]));
    expect(vpns).toHaveLength(2);
    const { RouteTableId, Routes = [] } = await bench.mainTable();
    expect(Routes.filter((route) => route.TransitGatewayId === transit)).toMatchObject([
      { DestinationCidrBlock: "10.1.0.0/16", State: "active" },
    ]);
    expect(owned.map(({ kind }) => kind).sort()).toEqual(["gateway", ...Array(4).fill("tunnel"), "vpn-route"]);
    expect(owned).toContainEqual({ kind: "gateway", id: plug?.TransitGatewayAttachmentId, network: vpc });
    expect(owned).toContainEqual({ kind: "vpn-route", id: `${RouteTableId}/10.1.0.0/16`, network: vpc });
    expect((await client.send(new DescribeVpnGatewaysCommand({}))).VpnGateways).toEqual([]);
    const { ends, differences, gateway } = await provider.readVpn(google);
    expect([ends.length, differences]).toEqual([4, []]);
    expect(gateway).toMatchObject({ phase: "ready", transit: true, inside: { length: 4 } });
  });

  it("given everything built, then building again makes nothing", async () => {
    const first = await bench.build(google);
    expect(await bench.build(google)).toEqual(first);
    expect(await bench.attachments()).toHaveLength(3);
  });

  it("given an attachment and a route of somebody's, then both are used, and stay", async () => {
    const plug = await attachVpc(lab, client, transit, { ...own, subnets: own.subnets.slice(0, 1) });
    const { RouteTableId } = await bench.mainTable();
    const route = { RouteTableId, DestinationCidrBlock: "10.1.0.0/16", TransitGatewayId: transit };
    await client.send(new CreateRouteCommand(route));
    const owned = await bench.build(google);
    expect(new Set(owned.map(({ kind }) => kind))).toEqual(new Set(["tunnel"]));
    await bench.remove(google);
    expect((await bench.attachments()).map((one) => one.TransitGatewayAttachmentId)).toEqual([plug]);
  });

  it("given another's route to a prefix of the far side, then Conflict names it", async () => {
    await finish(bench.settle, () => provider.buildGateway(google));
    const other = await makeTransit(lab, client);
    await attachVpc(lab, client, other, { ...own, subnets: own.subnets.slice(0, 1) });
    const { RouteTableId } = await bench.mainTable();
    const route = { RouteTableId, DestinationCidrBlock: "10.1.0.0/16", TransitGatewayId: other };
    await client.send(new CreateRouteCommand(route));
    const error = await provider.propagateRoutes(google).catch((fault: unknown) => fault);
    expect(error).toMatchObject({
      name: "Conflict",
      message: `${RouteTableId} of ${vpc} routes 10.1.0.0/16 to ${other}: remove that route or the wish`,
    });
  });

  it("given two connections, then the attachment goes with the last one's routes, and the gateway stays", async () => {
    const owned = [await bench.build(google), await bench.build(azure)];
    const routesOf = (objects: readonly OwnedObject[] | undefined) =>
      present(objects).flatMap(({ kind, id }) => (kind === "vpn-route" ? [id] : []));
    for (const [index, end] of [google, azure].entries()) {
      await provider.stopPropagation(vpc, routesOf(owned[index]));
      await bench.remove(end);
      expect((await bench.attachments()).map(({ ResourceType }) => ResourceType).sort()).toEqual(
        index === 0 ? ["vpc", "vpn", "vpn"] : [],
      );
    }
    const { Routes = [] } = await bench.mainTable();
    expect(Routes.map(({ GatewayId }) => GatewayId)).toEqual(["local"]);
    const { TransitGateways } = await client.send(new DescribeTransitGatewaysCommand({}));
    expect(TransitGateways).toMatchObject([{ TransitGatewayId: transit, State: "available" }]);
    const { VpnConnections = [] } = await client.send(new DescribeVpnConnectionsCommand({}));
    expect(VpnConnections.filter(({ State }) => State !== "deleted")).toEqual([]);
  });
});
