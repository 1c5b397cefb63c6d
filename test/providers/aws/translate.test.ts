import type { Vpc } from "@aws-sdk/client-ec2";
import { prefix } from "../../../core/address-space/prefix.ts";
import { connectionIdOf, pairOf } from "../../../core/connection/connection-id.ts";
import type { Allow } from "../../../core/connection/network.ts";
import { vpcNetworkId } from "../../../core/connection/network-id.ts";
import { toAddressSpace, toFirewall, toPeering, toRouteTables } from "../../../providers/aws/translate.ts";
import { toRoute } from "../../../providers/aws/translate-route.ts";
import { toFirewallRule, toPermissions } from "../../../providers/aws/translate-rule.ts";

const one = vpcNetworkId({ account: "111111111111", region: "us-east-1" }, "vpc-11111111111111111");
const other = vpcNetworkId({ account: "222222222222", region: "cn-north-1" }, "vpc-22222222222222222", "aws-cn");
const connection = connectionIdOf(pairOf(one, other));

describe("providers/aws/translate", () => {
  it("given prefixes that come and go, then only those in use are in the address space, in order", () => {
    const vpc: Vpc = {
      CidrBlockAssociationSet: [
        { CidrBlock: "100.64.0.0/16", CidrBlockState: { State: "associated" } },
        { CidrBlock: "10.0.0.0/16", CidrBlockState: { State: "associated" } },
        { CidrBlock: "10.1.0.0/16", CidrBlockState: { State: "disassociated" } },
        { CidrBlock: "10.2.0.0/16", CidrBlockState: { State: "associating" } },
      ],
      Ipv6CidrBlockAssociationSet: [
        { Ipv6CidrBlock: "2001:DB8:0::/56", Ipv6CidrBlockState: { State: "associated" } },
        { Ipv6CidrBlock: "2001:db8:1::/56", Ipv6CidrBlockState: { State: "failing" } },
      ],
    };
    expect(toAddressSpace(vpc)).toEqual(["10.0.0.0/16", "100.64.0.0/16", "2001:db8::/56"]);
  });

  it("given a prefix that cannot be read, then Invalid, since an overlap would go unseen", () => {
    const association = { CidrBlock: "10.0.0.1/16", CidrBlockState: { State: "associated" as const } };
    expect(() => toAddressSpace({ VpcId: "vpc-1", CidrBlockAssociationSet: [association] })).toThrow(
      /vpc-1.*10\.0\.0\.1/,
    );
  });

  it.each([
    { code: "initiating-request" as const, phase: "requested" },
    { code: "pending-acceptance" as const, phase: "offered" },
    { code: "provisioning" as const, phase: "provisioning" },
    { code: "active" as const, phase: "active" },
    { code: "failed" as const, phase: "failed" },
    { code: "rejected" as const, phase: "rejected" },
    { code: "expired" as const, phase: "expired" },
    { code: "deleting" as const, phase: "deleted" },
    { code: "deleted" as const, phase: "deleted" },
  ])("given a peering that is $code, then $phase", ({ code, phase }) => {
    expect(toPeering({ ...peering, Status: { Code: code, Message: "said" } })).toEqual({
      id: "pcx-1",
      requester: one,
      accepter: other,
      phase,
      message: "said",
      options: { requester: false, accepter: true },
      connection,
    });
  });

  it("given a peering without an end, then none", () => {
    expect(toPeering({ ...peering, AccepterVpcInfo: {} })).toBeUndefined();
  });

  it("given a gateway's table, a subnet that leaves and one without a table, then the main table serves the latter", () => {
    const associated = { State: "associated" as const };
    const tables = [
      { RouteTableId: "rtb-3", Associations: [{ SubnetId: "subnet-3", AssociationState: associated }] },
      { RouteTableId: "rtb-2", Associations: [{ GatewayId: "igw-1", AssociationState: associated }] },
      {
        RouteTableId: "rtb-4",
        Associations: [{ SubnetId: "subnet-4", AssociationState: { State: "disassociated" as const } }],
      },
      { RouteTableId: "rtb-1", Associations: [{ Main: true, AssociationState: associated }] },
    ];
    const read = toRouteTables(tables, ["subnet-5", "subnet-4", "subnet-3"]);
    expect(read.map(({ id, main, subnets }) => ({ id, main, subnets }))).toEqual([
      { id: "rtb-1", main: true, subnets: ["subnet-4", "subnet-5"] },
      { id: "rtb-3", main: false, subnets: ["subnet-3"] },
    ]);
  });

  it("given propagated routes and routes to prefix lists, then the latter count against the quota and the former not", () => {
    const Routes = [
      { DestinationCidrBlock: "10.0.0.0/16", GatewayId: "local", Origin: "CreateRouteTable" as const },
      { DestinationPrefixListId: "pl-1", GatewayId: "vpce-1", Origin: "CreateRoute" as const },
      { DestinationCidrBlock: "10.9.0.0/16", GatewayId: "vgw-1", Origin: "EnableVgwRoutePropagation" as const },
    ];
    const [table] = toRouteTables([{ RouteTableId: "rtb-1", Associations: [{ Main: true }], Routes }], []);
    expect(table?.routeCount).toBe(2);
    expect(table?.routes.map(({ destination }) => destination)).toEqual(["10.0.0.0/16", "10.9.0.0/16"]);
  });
});

describe("providers/aws/translate-route", () => {
  it.each([
    { given: { GatewayId: "local" }, target: { kind: "local" } },
    { given: { VpcPeeringConnectionId: "pcx-1" }, target: { kind: "peering", id: "pcx-1" } },
    { given: { GatewayId: "igw-1" }, target: { kind: "other", id: "igw-1" } },
    { given: { NatGatewayId: "nat-1" }, target: { kind: "other", id: "nat-1" } },
    { given: { TransitGatewayId: "tgw-1" }, target: { kind: "other", id: "tgw-1" } },
    { given: { EgressOnlyInternetGatewayId: "eigw-1" }, target: { kind: "other", id: "eigw-1" } },
    { given: { NetworkInterfaceId: "eni-1", InstanceId: "i-1" }, target: { kind: "other", id: "eni-1" } },
  ])("given $given, then the target is $target", ({ given, target }) => {
    expect(toRoute({ DestinationIpv6CidrBlock: "2001:db8::/56", State: "blackhole", ...given })).toEqual({
      destination: "2001:db8::/56",
      target,
      state: "blackhole",
    });
  });
});

describe("providers/aws/translate-rule", () => {
  it.each([
    { given: { IpProtocol: "-1", FromPort: -1, ToPort: -1 }, allow: { protocol: "all" } },
    { given: { IpProtocol: "icmp", FromPort: -1, ToPort: -1 }, allow: { protocol: "icmp" } },
    { given: { IpProtocol: "icmpv6", FromPort: -1, ToPort: -1 }, allow: { protocol: "icmp" } },
    { given: { IpProtocol: "icmp", FromPort: 8, ToPort: 0 }, allow: undefined },
    { given: { IpProtocol: "tcp", FromPort: 80, ToPort: 90 }, allow: { protocol: "tcp", from: 80, to: 90 } },
    { given: { IpProtocol: "udp", FromPort: 0, ToPort: 65535 }, allow: { protocol: "udp", from: 0, to: 65535 } },
    { given: { IpProtocol: "47" }, allow: undefined },
  ])("given $given, then $allow", ({ given, allow }) => {
    expect(toFirewallRule({ SecurityGroupRuleId: "sgr-1", CidrIpv4: "10.0.0.0/8", ...given })?.allow).toEqual(allow);
  });

  it("given rules by group and outbound ones, then the former only count and the latter are left out", () => {
    const group = { GroupId: "sg-1", Tags: [{ Key: "aws:eks:cluster-name", Value: "shop" }] };
    const all = { GroupId: "sg-1", IpProtocol: "-1" };
    const rules = [
      { ...all, SecurityGroupRuleId: "sgr-1", IsEgress: true, CidrIpv4: "0.0.0.0/0" },
      { ...all, SecurityGroupRuleId: "sgr-2", ReferencedGroupInfo: { GroupId: "sg-1" } },
      { ...all, SecurityGroupRuleId: "sgr-3", CidrIpv4: "10.0.0.0/8", Tags: peering.Tags },
      { ...all, GroupId: "sg-2", SecurityGroupRuleId: "sgr-4", CidrIpv4: "10.0.0.0/8" },
    ];
    const allow = { protocol: "all" };
    const expected = { id: "sg-1", cluster: "shop", ruleCount: 2 };
    const kept = [{ id: "sgr-3", source: "10.0.0.0/8", allow, connection }];
    expect(toFirewall(group, rules)).toEqual({ ...expected, rules: kept });
  });

  it("given openings of several protocols and families, then one permission for each protocol and range", () => {
    const allows: readonly Allow[] = [{ protocol: "all" }, { protocol: "icmp" }, { protocol: "tcp", from: 1, to: 2 }];
    const sources = [prefix("10.0.0.0/8"), prefix("2001:db8::/56"), prefix("10.0.0.0/8")];
    const openings = allows.flatMap((allow) => sources.map((source) => ({ source, allow })));
    const Description = `crosspeer ${connection}`;
    const IpRanges = [{ CidrIp: "10.0.0.0/8", Description }];
    const Ipv6Ranges = [{ CidrIpv6: "2001:db8::/56", Description }];
    expect(toPermissions(openings, connection)).toEqual([
      { IpProtocol: "-1", IpRanges, Ipv6Ranges },
      { IpProtocol: "icmp", FromPort: -1, ToPort: -1, IpRanges },
      { IpProtocol: "icmpv6", FromPort: -1, ToPort: -1, Ipv6Ranges },
      { IpProtocol: "tcp", FromPort: 1, ToPort: 2, IpRanges, Ipv6Ranges },
    ]);
  });
});

const peering = {
  VpcPeeringConnectionId: "pcx-1",
  RequesterVpcInfo: { OwnerId: "111111111111", Region: "us-east-1", VpcId: "vpc-11111111111111111" },
  AccepterVpcInfo: {
    OwnerId: "222222222222",
    Region: "cn-north-1",
    VpcId: "vpc-22222222222222222",
    PeeringOptions: { AllowDnsResolutionFromRemoteVpc: true },
  },
  Tags: [{ Key: "crosspeer:connection", Value: connection }],
};
