import {
  AssociateTransitGatewayRouteTableCommand,
  CreateRouteCommand,
  CreateTransitGatewayCommand,
  CreateTransitGatewayRouteTableCommand,
  CreateTransitGatewayVpcAttachmentCommand,
  DeleteSubnetCommand,
  DeleteTransitGatewayCommand,
  DeleteTransitGatewayVpcAttachmentCommand,
  DeleteVpcCommand,
  DescribeRouteTablesCommand,
  DescribeTransitGatewayAttachmentsCommand,
  DescribeTransitGatewayRouteTablesCommand,
  DescribeTransitGatewaysCommand,
  DescribeTransitGatewayVpcAttachmentsCommand,
  DisassociateTransitGatewayRouteTableCommand,
  type EC2Client,
  EnableTransitGatewayRouteTablePropagationCommand,
  SearchTransitGatewayRoutesCommand,
} from "@aws-sdk/client-ec2";
import { codeOf, type Ec2Lab, present, SECOND, startEc2 } from "../ec2-lab.ts";
import { attachVpc, makeTransit, makeVpc } from "./transit-builders.ts";

let lab: Ec2Lab;
let hub: EC2Client;

beforeEach(async () => {
  lab = await startEc2();
  hub = lab.client();
});

afterEach(() => lab.stop());

async function describe1(id: string) {
  const { TransitGateways } = await hub.send(new DescribeTransitGatewaysCommand({ TransitGatewayIds: [id] }));
  return present(TransitGateways?.[0]);
}

async function mainTable(VpcId: string): Promise<string> {
  const Filters = [{ Name: "vpc-id", Values: [VpcId] }];
  const { RouteTables } = await hub.send(new DescribeRouteTablesCommand({ Filters }));
  return present(RouteTables?.[0]?.RouteTableId);
}

async function search(TransitGatewayRouteTableId: string | undefined) {
  const Filters = [{ Name: "state", Values: ["active"] }];
  const command = new SearchTransitGatewayRoutesCommand({ TransitGatewayRouteTableId, Filters });
  return (await hub.send(command)).Routes ?? [];
}

describe("a transit gateway", () => {
  it("given none of its options, then AWS's own, one default table, and two minutes until it is available", async () => {
    const { TransitGateway } = await hub.send(new CreateTransitGatewayCommand({ Description: "hub" }));
    const id = present(TransitGateway?.TransitGatewayId);
    expect(id).toMatch(/^tgw-[0-9a-f]{17}$/);
    expect(TransitGateway?.State).toBe("pending");
    await lab.clock.advance(120 * SECOND);
    const found = await describe1(id);
    const table = found.Options?.AssociationDefaultRouteTableId;
    expect(table).toMatch(/^tgw-rtb-/);
    expect(found).toMatchObject({
      ...{ State: "available", OwnerId: "111111111111", Description: "hub" },
      Options: {
        ...{ AmazonSideAsn: 64_512, DefaultRouteTableAssociation: "enable", PropagationDefaultRouteTableId: table },
      },
    });
    const { TransitGatewayRouteTables } = await hub.send(new DescribeTransitGatewayRouteTablesCommand({}));
    expect(TransitGatewayRouteTables).toMatchObject([
      { TransitGatewayRouteTableId: table, DefaultAssociationRouteTable: true, DefaultPropagationRouteTable: true },
    ]);
  });

  it("given association and propagation off, then no default tables", async () => {
    const off = { DefaultRouteTableAssociation: "disable", DefaultRouteTablePropagation: "disable" } as const;
    const { Options } = await describe1(await makeTransit(lab, hub, off));
    expect([Options?.AssociationDefaultRouteTableId, Options?.PropagationDefaultRouteTableId]).toEqual([
      undefined,
      undefined,
    ]);
  });

  it("given a VPC on it, then it is not deleted before the attachment is", async () => {
    const id = await makeTransit(lab, hub);
    const attachment = await attachVpc(lab, hub, id, await makeVpc(hub, 1));
    const remove = () => hub.send(new DeleteTransitGatewayCommand({ TransitGatewayId: id }));
    expect(await codeOf(remove())).toBe("IncorrectState");
    await hub.send(new DeleteTransitGatewayVpcAttachmentCommand({ TransitGatewayAttachmentId: attachment }));
    await lab.clock.advance(60 * SECOND);
    await remove();
    expect((await describe1(id)).State).toBe("deleting");
    expect(await codeOf(remove())).toBe("InvalidTransitGatewayID.NotFound");
  });
});

describe("an attachment of a VPC", () => {
  it("given two subnets of one zone, or the same VPC twice, then it is refused", async () => {
    const id = await makeTransit(lab, hub);
    const { VpcId, subnets } = await makeVpc(hub, 1, ["a", "a"]);
    const attach = (SubnetIds: string[]) =>
      hub.send(new CreateTransitGatewayVpcAttachmentCommand({ TransitGatewayId: id, VpcId, SubnetIds }));
    expect(await codeOf(attach(subnets))).toBe("DuplicateSubnetsInSameZone");
    await attach(subnets.slice(0, 1));
    expect(await codeOf(attach(subnets.slice(1)))).toBe("DuplicateTransitGatewayAttachment");
  });

  it("given a gateway that is pending, then IncorrectState", async () => {
    const { TransitGateway } = await hub.send(new CreateTransitGatewayCommand({}));
    const { VpcId, subnets } = await makeVpc(hub, 1);
    const TransitGatewayId = TransitGateway?.TransitGatewayId;
    const command = new CreateTransitGatewayVpcAttachmentCommand({ TransitGatewayId, VpcId, SubnetIds: subnets });
    expect(await codeOf(hub.send(command))).toBe("IncorrectState");
  });

  it("given one that is available, then it is listed both ways, and its VPC and subnet are in use", async () => {
    const id = await makeTransit(lab, hub);
    const vpc = await makeVpc(hub, 1);
    const attachment = await attachVpc(lab, hub, id, vpc);
    const Filters = [{ Name: "resource-id", Values: [vpc.VpcId] }];
    const { TransitGatewayAttachments } = await hub.send(new DescribeTransitGatewayAttachmentsCommand({ Filters }));
    expect(TransitGatewayAttachments).toMatchObject([
      {
        ...{ TransitGatewayAttachmentId: attachment, TransitGatewayId: id, ResourceType: "vpc", State: "available" },
        Association: { State: "associated" },
      },
    ]);
    const { TransitGatewayVpcAttachments } = await hub.send(new DescribeTransitGatewayVpcAttachmentsCommand({}));
    expect(TransitGatewayVpcAttachments).toMatchObject([{ VpcId: vpc.VpcId, SubnetIds: vpc.subnets }]);
    const SubnetId = vpc.subnets[0];
    expect(await codeOf(hub.send(new DeleteSubnetCommand({ SubnetId })))).toBe("DependencyViolation");
    expect(await codeOf(hub.send(new DeleteVpcCommand({ VpcId: vpc.VpcId })))).toBe("DependencyViolation");
  });

  it("given a route to the gateway, then it needs the attachment, and is a blackhole without it", async () => {
    const TransitGatewayId = await makeTransit(lab, hub);
    const vpc = await makeVpc(hub, 1);
    const RouteTableId = await mainTable(vpc.VpcId);
    const route = () =>
      hub.send(new CreateRouteCommand({ RouteTableId, DestinationCidrBlock: "10.9.0.0/16", TransitGatewayId }));
    expect(await codeOf(route())).toBe("InvalidTransitGatewayID.NotFound");
    const attachment = await attachVpc(lab, hub, TransitGatewayId, vpc);
    await route();
    const read = async () => {
      const { RouteTables } = await hub.send(new DescribeRouteTablesCommand({ RouteTableIds: [RouteTableId] }));
      return RouteTables?.[0]?.Routes?.find((one) => one.TransitGatewayId === TransitGatewayId)?.State;
    };
    expect(await read()).toBe("active");
    await hub.send(new DeleteTransitGatewayVpcAttachmentCommand({ TransitGatewayAttachmentId: attachment }));
    expect(await read()).toBe("blackhole");
  });
});

describe("the tables of a transit gateway", () => {
  it("given two VPCs, then the default table has the routes of both", async () => {
    const id = await makeTransit(lab, hub);
    const one = await attachVpc(lab, hub, id, await makeVpc(hub, 1));
    const two = await attachVpc(lab, hub, id, await makeVpc(hub, 2));
    const routes = await search((await describe1(id)).Options?.AssociationDefaultRouteTableId);
    const ways = routes.map((route) => [
      route.DestinationCidrBlock,
      route.TransitGatewayAttachments?.[0]?.TransitGatewayAttachmentId,
    ]);
    expect(ways).toEqual([
      ["10.1.0.0/16", one],
      ["10.2.0.0/16", two],
    ]);
  });

  it("given another table, then an attachment is in one of them, and propagates to any", async () => {
    const id = await makeTransit(lab, hub);
    const TransitGatewayAttachmentId = await attachVpc(lab, hub, id, await makeVpc(hub, 1));
    const { TransitGatewayRouteTable } = await hub.send(
      new CreateTransitGatewayRouteTableCommand({ TransitGatewayId: id }),
    );
    const table = present(TransitGatewayRouteTable?.TransitGatewayRouteTableId);
    const pair = { TransitGatewayRouteTableId: table, TransitGatewayAttachmentId };
    const associate = () => hub.send(new AssociateTransitGatewayRouteTableCommand(pair));
    expect(await codeOf(associate())).toBe("Resource.AlreadyAssociated");
    const usual = (await describe1(id)).Options?.AssociationDefaultRouteTableId;
    const former = { TransitGatewayAttachmentId, TransitGatewayRouteTableId: usual };
    await hub.send(new DisassociateTransitGatewayRouteTableCommand(former));
    expect((await associate()).Association?.State).toBe("associated");
    expect(await search(table)).toEqual([]);
    await hub.send(new EnableTransitGatewayRouteTablePropagationCommand(pair));
    expect(await codeOf(hub.send(new EnableTransitGatewayRouteTablePropagationCommand(pair)))).toBe(
      "TransitGatewayRouteTablePropagation.Duplicate",
    );
    expect(await search(table)).toHaveLength(1);
  });
});
