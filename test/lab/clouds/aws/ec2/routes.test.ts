import {
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateRouteCommand,
  type CreateRouteCommandInput,
  DeleteRouteCommand,
  DeleteVpcPeeringConnectionCommand,
  DescribeRouteTablesCommand,
  type EC2Client,
  ReplaceRouteCommand,
  type RouteTable,
} from "@aws-sdk/client-ec2";
import { accept, makePeering, makeTable, makeVpc, requestPeering } from "./builders.ts";
import { codeOf, type Ec2Lab, present, SECOND, startEc2 } from "./ec2-lab.ts";

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
const replace = (route: Omit<CreateRouteCommandInput, "RouteTableId">) =>
  hub.send(new ReplaceRouteCommand({ RouteTableId: table, ...route }));
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

describe("routes over a peering", () => {
  it("given each state of the peering, then the route is a black hole unless it is active", async () => {
    const pcx = await requestPeering(hub, { VpcId: a, PeerVpcId: b });
    await create({ DestinationCidrBlock: "10.1.0.0/16", VpcPeeringConnectionId: pcx });
    await lab.clock.advance(SECOND);
    await accept(hub, pcx);
    const route = `10.1.0.0/16 ${pcx}`;
    expect((await routesOf())?.[1]).toBe(`${route} blackhole CreateRoute`);
    await lab.clock.advance(3 * SECOND);
    expect((await routesOf())?.[1]).toBe(`${route} active CreateRoute`);
    await hub.send(new DeleteVpcPeeringConnectionCommand({ VpcPeeringConnectionId: pcx }));
    expect((await routesOf())?.[1]).toBe(`${route} blackhole CreateRoute`);
    expect(await tables("route.vpc-peering-connection-id", pcx)).toHaveLength(1);
  });

  it("given IPv6 and a block with host bits, then both are routed in canonical form", async () => {
    const pcx = await makePeering(lab, hub, a, b);
    await create({ DestinationIpv6CidrBlock: "2600:1f18:0:0ab::1/56", VpcPeeringConnectionId: pcx });
    await create({ DestinationCidrBlock: "100.68.0.18/18", VpcPeeringConnectionId: pcx });
    expect((await routesOf())?.slice(1)).toEqual([
      `2600:1f18::/56 ${pcx} active CreateRoute`,
      `100.68.0.0/18 ${pcx} active CreateRoute`,
    ]);
    expect(await codeOf(create({ DestinationCidrBlock: "100.68.63.1/18", NatGatewayId: NAT }))).toBe(
      "RouteAlreadyExists",
    );
  });

  it("given a peering that is unknown, another's, ended or of other VPCs, then it is refused", async () => {
    const c = await makeVpc(hub, "10.2.0.0/16");
    const others = await makePeering(lab, hub, b, c);
    const ended = await makePeering(lab, hub, a, b);
    await hub.send(new DeleteVpcPeeringConnectionCommand({ VpcPeeringConnectionId: ended }));
    const over = (VpcPeeringConnectionId: string) =>
      codeOf(create({ DestinationCidrBlock: "10.1.0.0/16", VpcPeeringConnectionId }));
    expect(await over("pcx-0123456789abcdef0")).toBe("InvalidVpcPeeringConnectionID.NotFound");
    expect(await over(ended)).toBe("InvalidVpcPeeringConnectionID.NotFound");
    expect(await over(others)).toBe("InvalidParameterValue");
  });
});

describe("one route a destination", () => {
  it("given a destination that has a route, then RouteAlreadyExists, whatever the target", async () => {
    await create({ DestinationCidrBlock: "10.1.0.0/16", NatGatewayId: NAT });
    expect(await codeOf(create({ DestinationCidrBlock: "10.1.0.0/16", NatGatewayId: NAT }))).toBe("RouteAlreadyExists");
    expect(await codeOf(create({ DestinationCidrBlock: "10.1.0.0/16", NetworkInterfaceId: ENI }))).toBe(
      "RouteAlreadyExists",
    );
  });

  it("given ReplaceRoute and DeleteRoute, then they need a route that is there", async () => {
    expect(await codeOf(replace({ DestinationCidrBlock: "10.1.0.0/16", NatGatewayId: NAT }))).toBe(
      "InvalidParameterValue",
    );
    expect(await codeOf(remove("10.1.0.0/16"))).toBe("InvalidRoute.NotFound");
    await create({ DestinationCidrBlock: "10.1.0.0/16", NatGatewayId: NAT });
    await replace({ DestinationCidrBlock: "10.1.0.0/16", NetworkInterfaceId: ENI });
    expect((await routesOf())?.[1]).toBe(`10.1.0.0/16 ${ENI} active CreateRoute`);
    await remove("10.1.0.0/16");
    expect(await routesOf()).toHaveLength(1);
  });

  it.each([
    { given: "no target", route: {}, expected: "MissingParameter" },
    {
      given: "two targets",
      route: { NatGatewayId: NAT, NetworkInterfaceId: ENI },
      expected: "InvalidParameterCombination",
    },
    {
      given: "a malformed block",
      route: { DestinationCidrBlock: "10.1/16", NatGatewayId: NAT },
      expected: "InvalidParameterValue",
    },
    {
      given: "two destinations",
      route: { DestinationIpv6CidrBlock: "::/0", NatGatewayId: NAT },
      expected: "InvalidParameterCombination",
    },
    {
      given: "a gateway that is unknown",
      route: { GatewayId: "igw-0123456789abcdef0" },
      expected: "InvalidInternetGatewayID.NotFound",
    },
  ])("given $given, then $expected", async ({ route, expected }) => {
    expect(await codeOf(create({ DestinationCidrBlock: "10.1.0.0/16", ...route }))).toBe(expected);
  });

  it("given an internet gateway, then it must be attached to the VPC", async () => {
    const { InternetGateway } = await hub.send(new CreateInternetGatewayCommand({}));
    const GatewayId = present(InternetGateway?.InternetGatewayId);
    expect(await codeOf(create({ DestinationCidrBlock: "0.0.0.0/0", GatewayId }))).toBe("InvalidParameterValue");
    await hub.send(new AttachInternetGatewayCommand({ InternetGatewayId: GatewayId, VpcId: a }));
    await create({ DestinationCidrBlock: "0.0.0.0/0", GatewayId });
    expect((await routesOf())?.[1]).toBe(`0.0.0.0/0 ${GatewayId} active CreateRoute`);
    expect(await tables("route.gateway-id", "igw-*")).toHaveLength(1);
  });

  it("given more routes than the quota, then RouteLimitExceeded, for each family apart", async () => {
    const small = await startEc2({ limits: { routesPerTable: 2 } });
    const client = small.client();
    const RouteTableId = await makeTable(client, await makeVpc(client, "10.0.0.0/16"));
    const add = (destination: object) =>
      codeOf(client.send(new CreateRouteCommand({ RouteTableId, NetworkInterfaceId: ENI, ...destination })));
    const codes = [
      await add({ DestinationCidrBlock: "10.1.0.0/16" }),
      await add({ DestinationCidrBlock: "10.2.0.0/16" }),
      await add({ DestinationCidrBlock: "10.3.0.0/16" }),
      await add({ DestinationIpv6CidrBlock: "::/0" }),
    ];
    await small.stop();
    expect(codes).toEqual(["no error", "no error", "RouteLimitExceeded", "no error"]);
  });
});
