import {
  AssociateRouteTableCommand,
  AssociateVpcCidrBlockCommand,
  CreateRouteCommand,
  type CreateRouteCommandInput,
  DeleteRouteCommand,
  DeleteRouteTableCommand,
  DeleteSubnetCommand,
  DescribeRouteTablesCommand,
  DisassociateRouteTableCommand,
  type EC2Client,
  type RouteTable,
} from "@aws-sdk/client-ec2";
import { makePeering, makeSubnet, makeTable, makeVpc } from "./builders.ts";
import { codeOf, type Ec2Lab, present, startEc2 } from "./ec2-lab.ts";

const NAT = "nat-0123456789abcdef0";
const ENI = "eni-0123456789abcdef0";

let lab: Ec2Lab;
let hub: EC2Client;
let a: string;
let b: string;
let table: string;
beforeEach(async () => {
  lab = await startEc2();
  hub = lab.client();
  a = await makeVpc(hub, "10.0.0.0/16");
  b = await makeVpc(hub, "10.1.0.0/16");
  table = await makeTable(hub, a);
});
afterEach(() => lab.stop());

const create = (route: Omit<CreateRouteCommandInput, "RouteTableId">) =>
  hub.send(new CreateRouteCommand({ RouteTableId: table, ...route }));
const remove = (DestinationCidrBlock: string) =>
  hub.send(new DeleteRouteCommand({ RouteTableId: table, DestinationCidrBlock }));

async function tables(Name: string, value: string): Promise<RouteTable[]> {
  const answer = await hub.send(new DescribeRouteTablesCommand({ Filters: [{ Name, Values: [value] }] }));
  return present(answer.RouteTables);
}

async function routesOf(id = table) {
  const [found] = await tables("route-table-id", id);
  return found?.Routes?.map((route) => {
    const target = route.GatewayId ?? route.NatGatewayId ?? route.NetworkInterfaceId ?? route.VpcPeeringConnectionId;
    return `${route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock} ${target} ${route.State} ${route.Origin}`;
  });
}

describe("local routes", () => {
  it("given a VPC, then its main table has one for each block, later ones too", async () => {
    await hub.send(new AssociateVpcCidrBlockCommand({ VpcId: a, CidrBlock: "100.64.0.0/16" }));
    const [main] = await tables("association.main", "true").then((all) => all.filter(({ VpcId }) => VpcId === a));
    expect(main?.Associations).toEqual([
      expect.objectContaining({ Main: true, AssociationState: { State: "associated" } }),
    ]);
    expect(await routesOf(main?.RouteTableId)).toEqual([
      "10.0.0.0/16 local active CreateRouteTable",
      "100.64.0.0/16 local active CreateRouteTable",
    ]);
  });

  it.each<{ given: string; route: Omit<CreateRouteCommandInput, "RouteTableId">; expected: string }>([
    {
      given: "the VPC's own block",
      route: { DestinationCidrBlock: "10.0.0.0/16", NatGatewayId: NAT },
      expected: "RouteAlreadyExists",
    },
    {
      given: "a part of it, to a peering",
      route: { DestinationCidrBlock: "10.0.1.0/24" },
      expected: "InvalidParameterValue",
    },
    {
      given: "a subnet of it, to an interface",
      route: { DestinationCidrBlock: "10.0.1.0/24", NetworkInterfaceId: ENI },
      expected: "no error",
    },
    {
      given: "a part that is no subnet, to an interface",
      route: { DestinationCidrBlock: "10.0.1.0/25", NetworkInterfaceId: ENI },
      expected: "InvalidParameterValue",
    },
  ])("given a route for $given, then $expected", async ({ route, expected }) => {
    await makeSubnet(hub, a, "10.0.1.0/24");
    const target = Object.keys(route).length > 1 ? {} : { VpcPeeringConnectionId: await makePeering(lab, hub, a, b) };
    expect(await codeOf(create({ ...route, ...target }))).toBe(expected);
    expect(await codeOf(remove("10.0.0.0/16"))).toBe("InvalidParameterValue");
  });
});

describe("associations of a table", () => {
  it("given a subnet, then it has one table, and a table that serves one stays", async () => {
    const SubnetId = await makeSubnet(hub, a, "10.0.1.0/24");
    const { AssociationId } = await hub.send(new AssociateRouteTableCommand({ RouteTableId: table, SubnetId }));
    expect((await tables("association.subnet-id", SubnetId)).map((found) => found.RouteTableId)).toEqual([table]);
    const other = await makeTable(hub, a);
    const again = new AssociateRouteTableCommand({ RouteTableId: other, SubnetId });
    expect(await codeOf(hub.send(again))).toBe("Resource.AlreadyAssociated");
    expect(await codeOf(hub.send(new DeleteRouteTableCommand({ RouteTableId: table })))).toBe("DependencyViolation");
    await hub.send(new DisassociateRouteTableCommand({ AssociationId }));
    expect(await codeOf(hub.send(new DeleteRouteTableCommand({ RouteTableId: table })))).toBe("no error");
  });

  it("given a subnet that is deleted, then its association goes too", async () => {
    const SubnetId = await makeSubnet(hub, a, "10.0.1.0/24");
    await hub.send(new AssociateRouteTableCommand({ RouteTableId: table, SubnetId }));
    await hub.send(new DeleteSubnetCommand({ SubnetId }));
    expect((await tables("route-table-id", table))[0]?.Associations).toEqual([]);
  });

  it("given the main association, or a subnet of another VPC, then they are refused", async () => {
    const [main] = (await tables("association.main", "true")).filter(({ VpcId }) => VpcId === a);
    const AssociationId = present(main?.Associations?.[0]?.RouteTableAssociationId);
    expect(await codeOf(hub.send(new DisassociateRouteTableCommand({ AssociationId })))).toBe("InvalidParameterValue");
    expect(await codeOf(hub.send(new DeleteRouteTableCommand({ RouteTableId: main?.RouteTableId })))).toBe(
      "DependencyViolation",
    );
    const SubnetId = await makeSubnet(hub, b, "10.1.1.0/24");
    const foreign = new AssociateRouteTableCommand({ RouteTableId: table, SubnetId });
    expect(await codeOf(hub.send(foreign))).toBe("InvalidParameterValue");
  });

  it("given a block that covers a route's destination, then the VPC cannot take it", async () => {
    await create({ DestinationCidrBlock: "10.7.1.0/24", NatGatewayId: NAT });
    const block = new AssociateVpcCidrBlockCommand({ VpcId: a, CidrBlock: "10.7.0.0/16" });
    expect(await codeOf(hub.send(block))).toBe("InvalidParameterValue");
  });
});
