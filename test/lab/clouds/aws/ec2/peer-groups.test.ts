import {
  AuthorizeSecurityGroupIngressCommand,
  DeleteVpcPeeringConnectionCommand,
  DescribeSecurityGroupsCommand,
  type EC2Client,
  type IpPermission,
  type SecurityGroup,
} from "@aws-sdk/client-ec2";
import { accept, makeGroup, makePeering, makeVpc, requestPeering } from "./builders.ts";
import { codeOf, type Ec2Lab, errorOf, HUB, IRELAND, MEMBER, present, SECOND, startEc2 } from "./ec2-lab.ts";

let lab: Ec2Lab;
let hub: EC2Client;
let vpc: string;
let group: string;
beforeEach(async () => {
  lab = await startEc2();
  hub = lab.client();
  vpc = await makeVpc(hub, "10.0.0.0/16");
  group = await makeGroup(hub, vpc);
});
afterEach(() => lab.stop());

const tcp = (port: number, ...blocks: string[]): IpPermission => ({
  IpProtocol: "tcp",
  FromPort: port,
  ToPort: port,
  IpRanges: blocks.map((CidrIp) => ({ CidrIp })),
});
const allow = (...IpPermissions: IpPermission[]) =>
  hub.send(new AuthorizeSecurityGroupIngressCommand({ GroupId: group, IpPermissions }));

async function describeGroup(id = group): Promise<SecurityGroup> {
  const { SecurityGroups } = await hub.send(new DescribeSecurityGroupsCommand({ GroupIds: [id] }));
  return present(SecurityGroups?.[0]);
}

describe("rules that name a group of another VPC", () => {
  it("given an active peering in the region, then they are taken, and go stale with it", async () => {
    const member = lab.client(MEMBER);
    const there = await makeVpc(member, "10.1.0.0/16");
    const peer = await makeGroup(member, there);
    const pair = { GroupId: peer, UserId: MEMBER };
    const rule = { ...tcp(443), UserIdGroupPairs: [pair] };
    expect(await codeOf(allow(rule))).toBe("InvalidGroup.NotFound");
    const pcx = await requestPeering(hub, { VpcId: vpc, PeerVpcId: there, PeerOwnerId: MEMBER });
    await lab.clock.advance(SECOND);
    await accept(member, pcx);
    await lab.clock.advance(3 * SECOND);
    await allow(rule);
    const shown = async () => (await describeGroup()).IpPermissions?.[0]?.UserIdGroupPairs;
    const expected = { ...pair, VpcId: there, VpcPeeringConnectionId: pcx };
    expect(await shown()).toEqual([{ ...expected, PeeringStatus: "active" }]);
    await hub.send(new DeleteVpcPeeringConnectionCommand({ VpcPeeringConnectionId: pcx }));
    await lab.clock.advance(2 * SECOND);
    expect(await shown()).toEqual([{ ...expected, PeeringStatus: "deleted" }]);
  });

  it("given a peering across regions, then there is no such group", async () => {
    const far = lab.client(HUB, IRELAND);
    const there = await makeVpc(far, "10.1.0.0/16");
    const peer = await makeGroup(far, there);
    const pcx = await requestPeering(hub, { VpcId: vpc, PeerVpcId: there, PeerRegion: IRELAND });
    await lab.clock.advance(8 * SECOND);
    await accept(far, pcx);
    await lab.clock.advance(3 * SECOND);
    expect(await codeOf(allow({ ...tcp(443), UserIdGroupPairs: [{ GroupId: peer }] }))).toBe("InvalidGroup.NotFound");
  });

  it("given a VPC of one's own without a peering, then two networks are named", async () => {
    const other = await makeVpc(hub, "10.1.0.0/16");
    const peer = await makeGroup(hub, other);
    const error = await errorOf(allow({ ...tcp(443), UserIdGroupPairs: [{ GroupId: peer }] }));
    expect(error.message).toBe("You have specified two resources that belong to different networks.");
    await makePeering(lab, hub, vpc, other);
    expect(await codeOf(allow({ ...tcp(443), UserIdGroupPairs: [{ GroupId: peer }] }))).toBe("no error");
  });
});
