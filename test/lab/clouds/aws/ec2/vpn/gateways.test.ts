import {
  AttachVpnGatewayCommand,
  CreateCustomerGatewayCommand,
  type CreateCustomerGatewayCommandInput,
  CreateTagsCommand,
  CreateVpnGatewayCommand,
  DeleteCustomerGatewayCommand,
  DeleteVpcCommand,
  DeleteVpnGatewayCommand,
  DescribeCustomerGatewaysCommand,
  DescribeVpnGatewaysCommand,
  DetachVpnGatewayCommand,
  type EC2Client,
  type Filter,
} from "@aws-sdk/client-ec2";
import { makeVpc } from "../builders.ts";
import { codeOf, type Ec2Lab, HOUR, present, SECOND, startEc2 } from "../ec2-lab.ts";
import { connect, FAR, MINUTE, makeAttached, makeCgw, makeVgw } from "./vpn-builders.ts";

let lab: Ec2Lab;
let hub: EC2Client;
beforeEach(async () => {
  lab = await startEc2();
  hub = lab.client();
});
afterEach(() => lab.stop());

const attach = (VpnGatewayId: string, VpcId: string) => hub.send(new AttachVpnGatewayCommand({ VpnGatewayId, VpcId }));
const detach = (VpnGatewayId: string, VpcId: string) => hub.send(new DetachVpnGatewayCommand({ VpnGatewayId, VpcId }));
const remove = (VpnGatewayId: string) => hub.send(new DeleteVpnGatewayCommand({ VpnGatewayId }));

async function gateways(...Filters: Filter[]) {
  const answer = await hub.send(new DescribeVpnGatewaysCommand(Filters.length === 0 ? {} : { Filters }));
  return present(answer.VpnGateways);
}

async function attachmentOf(id: string): Promise<string | undefined> {
  const [gateway] = await gateways({ Name: "vpn-gateway-id", Values: [id] });
  return gateway?.VpcAttachments?.[0]?.State;
}

describe("virtual private gateways", () => {
  it("given one with tags, then it is shown with its ASN and found by every filter", async () => {
    const vpc = await makeVpc(hub, "10.0.0.0/16");
    const Tags = [{ Key: "crosspeer:gateway", Value: "x" }];
    const { VpnGateway } = await hub.send(
      new CreateVpnGatewayCommand({
        ...{ Type: "ipsec.1", AmazonSideAsn: 4_200_000_001 },
        TagSpecifications: [{ ResourceType: "vpn-gateway", Tags }],
      }),
    );
    const id = present(VpnGateway?.VpnGatewayId);
    const shown = { VpnGatewayId: id, State: "available", Type: "ipsec.1", AmazonSideAsn: 4_200_000_001, Tags };
    expect(VpnGateway).toEqual({ ...shown, VpcAttachments: [] });
    await makeVgw(hub);
    await attach(id, vpc);
    for (const [Name, value] of [
      ["attachment.vpc-id", vpc],
      ["attachment.state", "attaching"],
      ["tag:crosspeer:gateway", "x"],
      ["amazon-side-asn", "4200000001"],
      ["vpn-gateway-id", id],
    ]) {
      const found = await gateways({ Name, Values: [present(value)] }, { Name: "state", Values: ["available"] });
      expect(found).toEqual([{ ...shown, VpcAttachments: [{ VpcId: vpc, State: "attaching" }] }]);
    }
  });

  it("given an attachment, then it takes a minute, ends when it is taken off, and is listed after that", async () => {
    const vpc = await makeVpc(hub, "10.0.0.0/16");
    const id = await makeVgw(hub);
    await attach(id, vpc);
    expect(await attachmentOf(id)).toBe("attaching");
    await lab.clock.advance(MINUTE);
    expect(await attachmentOf(id)).toBe("attached");
    expect(await codeOf(remove(id))).toBe("IncorrectState");
    expect(await codeOf(hub.send(new DeleteVpcCommand({ VpcId: vpc })))).toBe("DependencyViolation");
    await detach(id, vpc);
    expect(await attachmentOf(id)).toBe("detaching");
    expect(await codeOf(detach(id, vpc))).toBe("InvalidVpnGatewayAttachment.NotFound");
    await lab.clock.advance(MINUTE);
    expect(await attachmentOf(id)).toBe("detached");
    await hub.send(new DeleteVpcCommand({ VpcId: vpc }));
    await remove(id);
    expect((await gateways())[0]?.State).toBe("deleted");
    expect(await codeOf(remove(id))).toBe("InvalidVpnGatewayID.NotFound");
    await lab.clock.advance(HOUR);
    expect(await gateways()).toEqual([]);
  });

  it("given a VPC that has a gateway, then another is refused; a gateway has one VPC", async () => {
    const [a, b] = [await makeVpc(hub, "10.0.0.0/16"), await makeVpc(hub, "10.1.0.0/16")];
    const id = await makeAttached(lab, hub, a);
    expect(await codeOf(attach(await makeVgw(hub), a))).toBe("InvalidVpcState");
    expect(await codeOf(attach(id, b))).toBe("InvalidVpnGatewayState");
  });

  it("given connections that are pending, then the gateway stays where it is", async () => {
    const vpc = await makeVpc(hub, "10.0.0.0/16");
    const VpnGatewayId = await makeAttached(lab, hub, vpc);
    const CustomerGatewayId = await makeCgw(hub);
    await lab.clock.advance(2 * SECOND);
    await connect(hub, { CustomerGatewayId, VpnGatewayId });
    expect(await codeOf(detach(VpnGatewayId, vpc))).toBe("InvalidParameterValue");
    await lab.clock.advance(5 * MINUTE);
    await detach(VpnGatewayId, vpc);
    await lab.clock.advance(MINUTE);
    expect(await codeOf(remove(VpnGatewayId))).toBe("IncorrectState");
  });

  it.each([
    { given: "an ASN that is public", asn: 65_535 },
    { given: "an ASN between the two ranges", asn: 70_000 },
  ])("given $given, then InvalidParameterValue", async ({ asn }) => {
    expect(await codeOf(makeVgw(hub, asn))).toBe("InvalidParameterValue");
  });

  it("given more than the quota, then VpnGatewayLimitExceeded", async () => {
    for (let n = 0; n < 5; n++) await makeVgw(hub);
    expect(await codeOf(makeVgw(hub))).toBe("VpnGatewayLimitExceeded");
  });
});

describe("customer gateways", () => {
  const create = (input: Partial<CreateCustomerGatewayCommandInput>) => makeCgw(hub, input);
  const known = async () => present((await hub.send(new DescribeCustomerGatewaysCommand({}))).CustomerGateways);

  it("given one just made, then other calls know it only after a while", async () => {
    const id = await create({ DeviceName: "cx-a-0" });
    const describeIt = () => hub.send(new DescribeCustomerGatewaysCommand({ CustomerGatewayIds: [id] }));
    const VpnGatewayId = await makeVgw(hub);
    expect(await known()).toEqual([]);
    expect(await codeOf(describeIt())).toBe("InvalidCustomerGatewayID.NotFound");
    expect(await codeOf(connect(hub, { CustomerGatewayId: id, VpnGatewayId }))).toBe(
      "InvalidCustomerGatewayID.NotFound",
    );
    await lab.clock.advance(2 * SECOND);
    const row = { CustomerGatewayId: id, State: "available", Type: "ipsec.1", IpAddress: FAR, BgpAsn: "64600" };
    expect((await describeIt()).CustomerGateways).toEqual([{ ...row, DeviceName: "cx-a-0" }]);
  });

  it.each([
    { given: "the same again", input: {}, same: true },
    { given: "another device name", input: { DeviceName: "b" }, same: false },
    { given: "another ASN", input: { BgpAsn: 64_601 }, same: false },
    { given: "another address", input: { IpAddress: "198.18.200.2" }, same: false },
  ])("given $given, then it is the one that was there: $same", async ({ input, same }) => {
    const first = await create({ DeviceName: "a" });
    expect((await create({ DeviceName: "a", ...input })) === first).toBe(same);
  });

  it("given a large ASN, then it is the extended one", async () => {
    const { CustomerGateway } = await hub.send(
      new CreateCustomerGatewayCommand({ Type: "ipsec.1", IpAddress: FAR, BgpAsnExtended: 4_200_000_001 }),
    );
    expect([CustomerGateway?.BgpAsn, CustomerGateway?.BgpAsnExtended]).toEqual([undefined, "4200000001"]);
  });

  it.each([
    { given: "no address", input: { IpAddress: undefined }, expected: "MissingParameter" },
    { given: "an address that is none", input: { IpAddress: "198.18.1" }, expected: "InvalidParameterValue" },
    { given: "a large ASN as a small one", input: { BgpAsn: 4_200_000_001 }, expected: "InvalidParameterValue" },
  ])("given $given, then $expected", async ({ input, expected }) => {
    expect(await codeOf(create(input))).toBe(expected);
  });

  it("given one that a connection uses, then it goes only after that", async () => {
    const CustomerGatewayId = await create({});
    const VpnGatewayId = await makeVgw(hub);
    const drop = () => hub.send(new DeleteCustomerGatewayCommand({ CustomerGatewayId }));
    await lab.clock.advance(2 * SECOND);
    await connect(hub, { CustomerGatewayId, VpnGatewayId });
    expect(await codeOf(drop())).toBe("IncorrectState");
  });

  it("given tags put on and one taken away, then filters and DescribeCustomerGateways say so", async () => {
    const id = await create({});
    await lab.clock.advance(2 * SECOND);
    await hub.send(new CreateTagsCommand({ Resources: [id], Tags: [{ Key: "Name", Value: "x" }] }));
    expect(lab.events.at(-1)?.detail).toMatchObject({ "resource-type": "customer-gateway" });
    await hub.send(new DeleteCustomerGatewayCommand({ CustomerGatewayId: id }));
    expect((await known())[0]).toMatchObject({ State: "deleted", Tags: [{ Key: "Name", Value: "x" }] });
    expect(await create({})).not.toBe(id);
  });
});
