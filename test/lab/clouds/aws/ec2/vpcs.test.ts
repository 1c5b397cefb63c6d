import {
  AssociateVpcCidrBlockCommand,
  AttachInternetGatewayCommand,
  CreateInternetGatewayCommand,
  CreateSubnetCommand,
  CreateVpcCommand,
  DeleteRouteTableCommand,
  DeleteSecurityGroupCommand,
  DeleteSubnetCommand,
  DeleteVpcCommand,
  DescribeAccountAttributesCommand,
  DescribeAvailabilityZonesCommand,
  DescribeRegionsCommand,
  DescribeSubnetsCommand,
  DescribeVpcAttributeCommand,
  DescribeVpcsCommand,
  DisassociateVpcCidrBlockCommand,
  type EC2Client,
  ModifyVpcAttributeCommand,
} from "@aws-sdk/client-ec2";
import { makeGroup, makeSubnet, makeTable, makeVpc } from "./builders.ts";
import { codeOf, type Ec2Lab, HUB, IRELAND, MEMBER, present, SECOND, startEc2 } from "./ec2-lab.ts";

let lab: Ec2Lab;
let hub: EC2Client;
beforeEach(async () => {
  lab = await startEc2();
  hub = lab.client();
});
afterEach(() => lab.stop());

async function describeVpc(VpcId: string) {
  const { Vpcs } = await hub.send(new DescribeVpcsCommand({ VpcIds: [VpcId] }));
  return present(Vpcs?.[0]);
}

const blocksOf = async (id: string) =>
  (await describeVpc(id)).CidrBlockAssociationSet?.map((block) => `${block.CidrBlock} ${block.CidrBlockState?.State}`);

describe("a VPC", () => {
  it("given its creation, then it is pending in the answer and there at once, here and nowhere else", async () => {
    const { Vpc } = await hub.send(new CreateVpcCommand({ CidrBlock: "10.4.1.7/16" }));
    expect(Vpc).toMatchObject({ State: "pending", CidrBlock: "10.4.0.0/16", OwnerId: HUB, IsDefault: false });
    const id = present(Vpc?.VpcId);
    expect(await describeVpc(id)).toMatchObject({ State: "available", InstanceTenancy: "default" });
    for (const other of [lab.client(MEMBER), lab.client(HUB, IRELAND)]) {
      expect(await codeOf(other.send(new DescribeVpcsCommand({ VpcIds: [id] })))).toBe("InvalidVpcID.NotFound");
    }
  });

  it.each([
    { given: "too wide a block", CidrBlock: "10.0.0.0/8", expected: "InvalidVpc.Range" },
    { given: "too narrow a block", CidrBlock: "10.0.0.0/29", expected: "InvalidVpc.Range" },
    { given: "no block at all", CidrBlock: "10.0.0/16", expected: "InvalidParameterValue" },
    { given: "octal digits", CidrBlock: "010.0.0.0/16", expected: "InvalidParameterValue" },
  ])("given $given, then $expected", async ({ CidrBlock, expected }) => {
    expect(await codeOf(hub.send(new CreateVpcCommand({ CidrBlock })))).toBe(expected);
  });

  it.each<{ given: string; use: (vpc: string) => Promise<unknown> }>([
    { given: "a subnet", use: (vpc) => makeSubnet(hub, vpc, "10.0.0.0/24") },
    { given: "a route table", use: (vpc) => makeTable(hub, vpc) },
    { given: "a security group", use: (vpc) => makeGroup(hub, vpc) },
    { given: "an internet gateway", use: attachGateway },
  ])("given $given in it, then it cannot be deleted", async ({ use }) => {
    const VpcId = await makeVpc(hub, "10.0.0.0/16");
    await use(VpcId);
    expect(await codeOf(hub.send(new DeleteVpcCommand({ VpcId })))).toBe("DependencyViolation");
  });

  it("given only what came with it, then it goes with all of that", async () => {
    const VpcId = await makeVpc(hub, "10.0.0.0/16");
    const subnet = await makeSubnet(hub, VpcId, "10.0.0.0/24");
    const table = await makeTable(hub, VpcId);
    const group = await makeGroup(hub, VpcId);
    await hub.send(new DeleteSubnetCommand({ SubnetId: subnet }));
    await hub.send(new DeleteRouteTableCommand({ RouteTableId: table }));
    await hub.send(new DeleteSecurityGroupCommand({ GroupId: group }));
    await hub.send(new DeleteVpcCommand({ VpcId }));
    expect(await codeOf(describeVpc(VpcId))).toBe("InvalidVpcID.NotFound");
  });
});

describe("blocks of a VPC", () => {
  it("given a secondary block, then it is associated a little later, and lingers when it has gone", async () => {
    const VpcId = await makeVpc(hub, "10.0.0.0/16");
    const answer = await hub.send(new AssociateVpcCidrBlockCommand({ VpcId, CidrBlock: "100.64.0.0/16" }));
    expect(answer.CidrBlockAssociation).toMatchObject({
      CidrBlock: "100.64.0.0/16",
      CidrBlockState: { State: "associating" },
    });
    await lab.clock.advance(2 * SECOND);
    expect(await blocksOf(VpcId)).toEqual(["10.0.0.0/16 associated", "100.64.0.0/16 associated"]);
    const AssociationId = present(answer.CidrBlockAssociation?.AssociationId);
    await hub.send(new DisassociateVpcCidrBlockCommand({ AssociationId }));
    expect(await blocksOf(VpcId)).toEqual(["10.0.0.0/16 associated", "100.64.0.0/16 disassociating"]);
    await lab.clock.advance(2 * SECOND);
    expect(await blocksOf(VpcId)).toEqual(["10.0.0.0/16 associated", "100.64.0.0/16 disassociated"]);
    await lab.clock.advance(600 * SECOND);
    expect(await blocksOf(VpcId)).toEqual(["10.0.0.0/16 associated"]);
  });

  it("given an Amazon-provided IPv6 block, then a /56 that is associated a little later", async () => {
    const VpcId = await makeVpc(hub, "10.0.0.0/16", true);
    const { Ipv6CidrBlockAssociationSet: before } = await describeVpc(VpcId);
    expect(before?.[0]).toMatchObject({
      Ipv6CidrBlock: expect.stringMatching(/::\/56$/),
      Ipv6CidrBlockState: { State: "associating" },
    });
    await lab.clock.advance(2 * SECOND);
    const { Ipv6CidrBlockAssociationSet: after } = await describeVpc(VpcId);
    expect(after?.[0]?.Ipv6CidrBlockState?.State).toBe("associated");
  });

  it.each([
    { given: "a block that overlaps its own", CidrBlock: "10.0.128.0/20", expected: "InvalidVpc.Range" },
    { given: "a sixth block", CidrBlock: "10.9.0.0/16", expected: "CidrLimitExceeded" },
  ])("given $given, then $expected", async ({ CidrBlock, expected }) => {
    const VpcId = await makeVpc(hub, "10.0.0.0/16");
    const others = expected === "CidrLimitExceeded" ? ["10.1.0.0/16", "10.2.0.0/16", "10.3.0.0/16", "10.4.0.0/16"] : [];
    for (const other of others) await hub.send(new AssociateVpcCidrBlockCommand({ VpcId, CidrBlock: other }));
    expect(await codeOf(hub.send(new AssociateVpcCidrBlockCommand({ VpcId, CidrBlock })))).toBe(expected);
  });

  it("given the primary block, or one with a subnet, then it cannot be taken away", async () => {
    const VpcId = await makeVpc(hub, "10.0.0.0/16");
    await hub.send(new AssociateVpcCidrBlockCommand({ VpcId, CidrBlock: "100.64.0.0/16" }));
    await makeSubnet(hub, VpcId, "100.64.1.0/24");
    const { CidrBlockAssociationSet: [primary, secondary] = [] } = await describeVpc(VpcId);
    const remove = (AssociationId?: string) => codeOf(hub.send(new DisassociateVpcCidrBlockCommand({ AssociationId })));
    expect(await remove(primary?.AssociationId)).toBe("OperationNotPermitted");
    expect(await remove(secondary?.AssociationId)).toBe("InvalidCidrBlock.InUse");
    expect(await remove("vpc-cidr-assoc-0")).toBe("InvalidVpcCidrBlockAssociationID.NotFound");
  });
});

describe("subnets", () => {
  it("given a block in the VPC, then a subnet with five addresses less, in the first zone or the one named", async () => {
    const VpcId = await makeVpc(hub, "10.4.0.0/16");
    const { Subnet } = await hub.send(new CreateSubnetCommand({ VpcId, CidrBlock: "10.4.9.0/24" }));
    expect(Subnet).toMatchObject({
      AvailabilityZone: "us-east-1a",
      AvailabilityZoneId: "use1-az1",
      AvailableIpAddressCount: 251,
    });
    const named = await hub.send(
      new CreateSubnetCommand({ VpcId, CidrBlock: "10.4.8.0/24", AvailabilityZone: "us-east-1c" }),
    );
    expect(named.Subnet?.AvailabilityZoneId).toBe("use1-az3");
    const { Subnets } = await hub.send(new DescribeSubnetsCommand({ Filters: [{ Name: "vpc-id", Values: [VpcId] }] }));
    expect(Subnets?.map((subnet) => subnet.CidrBlock).sort()).toEqual(["10.4.8.0/24", "10.4.9.0/24"]);
  });

  it.each([
    { given: "a block outside", CidrBlock: "10.5.0.0/24", expected: "InvalidSubnet.Range" },
    { given: "a block that is taken", CidrBlock: "10.4.0.0/25", expected: "InvalidSubnet.Conflict" },
    { given: "a malformed block", CidrBlock: "10.4.0.0", expected: "InvalidParameterValue" },
  ])("given $given, then $expected", async ({ CidrBlock, expected }) => {
    const VpcId = await makeVpc(hub, "10.4.0.0/16");
    await makeSubnet(hub, VpcId, "10.4.0.0/24");
    expect(await codeOf(hub.send(new CreateSubnetCommand({ VpcId, CidrBlock })))).toBe(expected);
  });
});

describe("attributes", () => {
  it("given a new VPC, then DNS support is on and DNS hostnames are off until turned on", async () => {
    const VpcId = await makeVpc(hub, "10.0.0.0/16");
    const support = await hub.send(new DescribeVpcAttributeCommand({ VpcId, Attribute: "enableDnsSupport" }));
    expect(support.EnableDnsSupport).toEqual({ Value: true });
    const hostnames = new DescribeVpcAttributeCommand({ VpcId, Attribute: "enableDnsHostnames" });
    expect((await hub.send(hostnames)).EnableDnsHostnames).toEqual({ Value: false });
    await hub.send(new ModifyVpcAttributeCommand({ VpcId, EnableDnsHostnames: { Value: true } }));
    expect((await hub.send(hostnames)).EnableDnsHostnames).toEqual({ Value: true });
  });

  it("given two attributes in one call, then InvalidParameterCombination", async () => {
    const VpcId = await makeVpc(hub, "10.0.0.0/16");
    const both = { EnableDnsHostnames: { Value: true }, EnableDnsSupport: { Value: true } };
    expect(await codeOf(hub.send(new ModifyVpcAttributeCommand({ VpcId, ...both })))).toBe(
      "InvalidParameterCombination",
    );
  });
});

describe("regions, zones and the account", () => {
  it("given the questions of a stock client, then answers in AWS's shapes", async () => {
    const { Regions } = await hub.send(new DescribeRegionsCommand({ RegionNames: [IRELAND] }));
    expect(Regions).toEqual([
      { RegionName: IRELAND, Endpoint: "ec2.eu-west-1.amazonaws.com", OptInStatus: "opt-in-not-required" },
    ]);
    expect(await codeOf(hub.send(new DescribeRegionsCommand({ RegionNames: ["eu-east-9"] })))).toBe(
      "InvalidParameterValue",
    );
    const { AvailabilityZones } = await hub.send(new DescribeAvailabilityZonesCommand({ ZoneNames: ["us-east-1b"] }));
    expect(AvailabilityZones?.map((zone) => zone.ZoneId)).toEqual(["use1-az2"]);
    const { AccountAttributes } = await hub.send(
      new DescribeAccountAttributesCommand({ AttributeNames: ["supported-platforms"] }),
    );
    expect(AccountAttributes?.[0]?.AttributeValues).toEqual([{ AttributeValue: "VPC" }]);
  });
});

async function attachGateway(VpcId: string): Promise<void> {
  const { InternetGateway } = await hub.send(new CreateInternetGatewayCommand({}));
  await hub.send(new AttachInternetGatewayCommand({ VpcId, InternetGatewayId: InternetGateway?.InternetGatewayId }));
}
