import {
  AuthorizeSecurityGroupEgressCommand,
  AuthorizeSecurityGroupIngressCommand,
  CreateSecurityGroupCommand,
  CreateTagsCommand,
  DeleteSecurityGroupCommand,
  DescribeSecurityGroupRulesCommand,
  DescribeSecurityGroupsCommand,
  type EC2Client,
  type IpPermission,
  RevokeSecurityGroupEgressCommand,
  RevokeSecurityGroupIngressCommand,
  type SecurityGroup,
} from "@aws-sdk/client-ec2";
import { makeGroup, makeVpc } from "./builders.ts";
import { codeOf, type Ec2Lab, errorOf, HUB, present, startEc2, VIRGINIA } from "./ec2-lab.ts";

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
const revoke = (...IpPermissions: IpPermission[]) =>
  hub.send(new RevokeSecurityGroupIngressCommand({ GroupId: group, IpPermissions }));

async function describeGroup(id = group): Promise<SecurityGroup> {
  const { SecurityGroups } = await hub.send(new DescribeSecurityGroupsCommand({ GroupIds: [id] }));
  return present(SecurityGroups?.[0]);
}

async function rulesOf(id = group) {
  const Filters = [{ Name: "group-id", Values: [id] }];
  const { SecurityGroupRules } = await hub.send(new DescribeSecurityGroupRulesCommand({ Filters }));
  return present(SecurityGroupRules);
}

describe("groups", () => {
  it("given a VPC, then it has a default group that lets itself in and everything out, and stays", async () => {
    const Filters = [
      { Name: "vpc-id", Values: [vpc] },
      { Name: "group-name", Values: ["default"] },
    ];
    const { SecurityGroups } = await hub.send(new DescribeSecurityGroupsCommand({ Filters }));
    const GroupId = present(SecurityGroups?.[0]?.GroupId);
    const all = { IpProtocol: "-1", IpRanges: [], Ipv6Ranges: [], PrefixListIds: [], UserIdGroupPairs: [] };
    expect(SecurityGroups).toEqual([
      expect.objectContaining({
        IpPermissions: [{ ...all, UserIdGroupPairs: [{ UserId: HUB, GroupId }] }],
        IpPermissionsEgress: [{ ...all, IpRanges: [{ CidrIp: "0.0.0.0/0" }] }],
      }),
    ]);
    expect(await codeOf(hub.send(new DeleteSecurityGroupCommand({ GroupId })))).toBe("CannotDelete");
  });

  it.each([
    { given: "a name that is taken", GroupName: "app", expected: "InvalidGroup.Duplicate" },
    { given: "the name default", GroupName: "default", expected: "InvalidGroup.Reserved" },
    { given: "a name like an id", GroupName: "sg-app", expected: "InvalidParameterValue" },
  ])("given $given, then $expected", async ({ GroupName, expected }) => {
    const command = new CreateSecurityGroupCommand({ VpcId: vpc, GroupName, Description: "app" });
    expect(await codeOf(hub.send(command))).toBe(expected);
  });

  it("given a rule of another group that names it, then it cannot be deleted", async () => {
    const other = await makeGroup(hub, vpc, "other");
    await allow({ IpProtocol: "-1", UserIdGroupPairs: [{ GroupId: other }] });
    expect(await codeOf(hub.send(new DeleteSecurityGroupCommand({ GroupId: other })))).toBe("DependencyViolation");
    await revoke({ IpProtocol: "-1", UserIdGroupPairs: [{ GroupId: other }] });
    expect(await codeOf(hub.send(new DeleteSecurityGroupCommand({ GroupId: other })))).toBe("no error");
  });

  it("given an EKS cluster, then its group is there with tags that users cannot set", async () => {
    const { groupId } = lab.service.createEksCluster({ account: HUB, region: VIRGINIA, vpcId: vpc, name: "payments" });
    const cluster = await describeGroup(groupId);
    expect(cluster.GroupName).toMatch(/^eks-cluster-sg-payments-\d+$/);
    expect(cluster.Tags).toContainEqual({ Key: "aws:eks:cluster-name", Value: "payments" });
    expect(cluster.IpPermissions?.[0]?.UserIdGroupPairs).toEqual([{ UserId: HUB, GroupId: groupId }]);
    const Filters = [{ Name: "tag:aws:eks:cluster-name", Values: ["payments"] }];
    const { SecurityGroups } = await hub.send(new DescribeSecurityGroupsCommand({ Filters }));
    expect(SecurityGroups?.map((found) => found.GroupId)).toEqual([groupId]);
    const Tags = [{ Key: "aws:eks:cluster-name", Value: "mine" }];
    expect(await codeOf(hub.send(new CreateTagsCommand({ Resources: [group], Tags })))).toBe("InvalidParameterValue");
  });
});

describe("rules", () => {
  it("given several permissions, then a rule each with its id, tags and description, in canonical form", async () => {
    const answer = await hub.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId: group,
        IpPermissions: [
          { ...tcp(443), IpRanges: [{ CidrIp: "100.68.0.18/18", Description: "pods of payments" }] },
          { IpProtocol: "6", FromPort: 443, ToPort: 443, Ipv6Ranges: [{ CidrIpv6: "2600:1F18:0::1/56" }] },
          { IpProtocol: "icmp", FromPort: -1, ToPort: -1, IpRanges: [{ CidrIp: "10.1.0.0/16" }] },
        ],
        TagSpecifications: [{ ResourceType: "security-group-rule", Tags: [{ Key: "owner", Value: "crosspeer" }] }],
      }),
    );
    expect(answer.Return).toBe(true);
    const common = { GroupId: group, GroupOwnerId: HUB, IsEgress: false, Tags: [{ Key: "owner", Value: "crosspeer" }] };
    expect(answer.SecurityGroupRules).toEqual([
      expect.objectContaining({
        ...common,
        IpProtocol: "tcp",
        CidrIpv4: "100.68.0.0/18",
        Description: "pods of payments",
      }),
      expect.objectContaining({ ...common, IpProtocol: "tcp", FromPort: 443, CidrIpv6: "2600:1f18::/56" }),
      expect.objectContaining({ ...common, IpProtocol: "icmp", FromPort: -1, ToPort: -1, CidrIpv4: "10.1.0.0/16" }),
    ]);
    expect((await describeGroup()).IpPermissions?.[0]).toEqual({
      IpProtocol: "tcp",
      FromPort: 443,
      ToPort: 443,
      IpRanges: [{ CidrIp: "100.68.0.0/18", Description: "pods of payments" }],
      Ipv6Ranges: [{ CidrIpv6: "2600:1f18::/56" }],
      PrefixListIds: [],
      UserIdGroupPairs: [],
    });
    const [id] = answer.SecurityGroupRules?.map((rule) => present(rule.SecurityGroupRuleId)) ?? [];
    const byId = await hub.send(new DescribeSecurityGroupRulesCommand({ SecurityGroupRuleIds: [present(id)] }));
    expect(byId.SecurityGroupRules).toEqual(answer.SecurityGroupRules?.slice(0, 1));
  });

  it("given one rule that exists among others, then a duplicate is refused and nothing is added", async () => {
    await allow(tcp(443, "10.1.0.0/16"));
    const error = await errorOf(allow(tcp(80, "10.1.0.0/16"), tcp(443, "10.2.0.0/16", "10.1.255.1/16")));
    expect(error.name).toBe("InvalidPermission.Duplicate");
    expect(error.message).toBe(
      'the specified rule "peer: 10.1.0.0/16, TCP, from port: 443, to port: 443, ALLOW" already exists',
    );
    expect((await rulesOf()).filter((rule) => !rule.IsEgress)).toHaveLength(1);
  });

  it.each<{ given: string; permissions: IpPermission[]; expected: string }>([
    {
      given: "a rule twice in one call",
      permissions: [tcp(80, "10.1.0.0/16", "10.1.0.0/16")],
      expected: "InvalidParameterValue",
    },
    {
      given: "an unknown protocol",
      permissions: [{ ...tcp(80, "10.1.0.0/16"), IpProtocol: "tpc" }],
      expected: "InvalidParameterValue",
    },
    {
      given: "no ports",
      permissions: [{ IpProtocol: "tcp", IpRanges: [{ CidrIp: "10.1.0.0/16" }] }],
      expected: "InvalidParameterValue",
    },
    {
      given: "ports the wrong way round",
      permissions: [{ ...tcp(80, "10.1.0.0/16"), ToPort: 79 }],
      expected: "InvalidParameterValue",
    },
    { given: "a malformed block", permissions: [tcp(80, "10.1.0.0/33")], expected: "InvalidParameterValue" },
    {
      given: "no source",
      permissions: [{ IpProtocol: "tcp", FromPort: 80, ToPort: 80 }],
      expected: "MissingParameter",
    },
    {
      given: "a description AWS refuses",
      permissions: [{ ...tcp(80), IpRanges: [{ CidrIp: "10.1.0.0/16", Description: "a<b" }] }],
      expected: "InvalidParameterValue",
    },
    {
      given: "an unknown group",
      permissions: [{ IpProtocol: "-1", UserIdGroupPairs: [{ GroupId: "sg-0123456789abcdef0" }] }],
      expected: "InvalidGroup.NotFound",
    },
  ])("given $given, then $expected", async ({ permissions, expected }) => {
    expect(await codeOf(allow(...permissions))).toBe(expected);
  });

  it("given a call by ids or by permissions, then rules go, all of those named or none", async () => {
    const { SecurityGroupRules } = await allow(tcp(443, "10.1.0.0/16", "10.2.0.0/16"), tcp(80, "10.1.0.0/16"));
    const [first] = SecurityGroupRules?.map((rule) => present(rule.SecurityGroupRuleId)) ?? [];
    const byId = (...SecurityGroupRuleIds: string[]) =>
      hub.send(new RevokeSecurityGroupIngressCommand({ GroupId: group, SecurityGroupRuleIds }));
    const unknown = "sgr-0123456789abcdef0";
    expect(await codeOf(byId(present(first), unknown))).toBe("InvalidSecurityGroupRuleId.NotFound");
    expect(await codeOf(revoke(tcp(80, "10.1.0.0/16"), tcp(81, "10.1.0.0/16")))).toBe("InvalidPermission.NotFound");
    expect((await rulesOf()).filter((rule) => !rule.IsEgress)).toHaveLength(3);
    await byId(present(first));
    const revoked = await revoke({
      ...tcp(80, "10.1.0.0/16"),
      IpRanges: [{ CidrIp: "10.1.0.0/16", Description: "any" }],
    });
    expect(revoked.RevokedSecurityGroupRules).toEqual([
      expect.objectContaining({ CidrIpv4: "10.1.0.0/16", FromPort: 80 }),
    ]);
    const left = (await rulesOf()).filter((rule) => !rule.IsEgress);
    expect(left.map((rule) => rule.CidrIpv4)).toEqual(["10.2.0.0/16"]);
  });

  it("given egress, then it has rules of its own", async () => {
    const everything = { IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] };
    await hub.send(new RevokeSecurityGroupEgressCommand({ GroupId: group, IpPermissions: [everything] }));
    await hub.send(
      new AuthorizeSecurityGroupEgressCommand({ GroupId: group, IpPermissions: [tcp(443, "10.1.0.0/16")] }),
    );
    const { IpPermissions, IpPermissionsEgress } = await describeGroup();
    expect([IpPermissions?.length, IpPermissionsEgress?.length]).toEqual([0, 1]);
    const Filters = [{ Name: "egress.ip-permission.cidr", Values: ["10.1.*"] }];
    const { SecurityGroups } = await hub.send(new DescribeSecurityGroupsCommand({ Filters }));
    expect(SecurityGroups?.map((found) => found.GroupId)).toEqual([group]);
  });

  it("given more rules than the quota, then none of the call's are added, and IPv6 counts apart", async () => {
    const blocks = Array.from({ length: 61 }, (_, n) => `10.1.${n}.0/24`);
    expect(await codeOf(allow(tcp(443, ...blocks)))).toBe("RulesPerSecurityGroupLimitExceeded");
    await allow(tcp(443, ...blocks.slice(1)));
    expect(await codeOf(allow(tcp(443, "10.9.0.0/16")))).toBe("RulesPerSecurityGroupLimitExceeded");
    expect(await codeOf(allow({ ...tcp(443), Ipv6Ranges: [{ CidrIpv6: "::/0" }] }))).toBe("no error");
  });
});
