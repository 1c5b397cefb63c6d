import type { SecurityGroup, TunnelOption, VpnConnection, VpnGateway } from "@aws-sdk/client-ec2";
import { vpcNetworkId } from "../../../../core/connection/network-id.ts";
import { awsSite } from "../../../../lab/packets/adapters/aws/aws-site.ts";
import type { AwsDocuments } from "../../../../lab/packets/adapters/aws/documents.ts";

const VPC = "vpc-0aaaaaaaaaaaaaaaa";
const PEER = "vpc-0bbbbbbbbbbbbbbbb";
const place = { account: "111111111111", region: "us-east-1" };
const id = vpcNetworkId(place, VPC);
const keptKeys = new Map([["aws/vpn-1/198.18.0.1", "kept"]]);

const defaultGroup = group({ GroupId: "sg-default", GroupName: "default" });

function answers(parts: Partial<AwsDocuments> = {}): AwsDocuments {
  return {
    vpcs: [{ VpcId: VPC, CidrBlockAssociationSet: [block("10.0.0.0/16", "associated")] }],
    subnets: [{ VpcId: VPC, SubnetId: "subnet-1", CidrBlock: "10.0.0.0/20" }],
    routeTables: [{ VpcId: VPC, RouteTableId: "rtb-main", Associations: [{ Main: true }] }],
    securityGroups: [defaultGroup],
    ...{ peerings: [], vpnGateways: [], vpnConnections: [], customerGateways: [] },
    ...parts,
  };
}

function block(CidrBlock: string, State: "associated" | "disassociated") {
  return { CidrBlock, CidrBlockState: { State } };
}

function group(parts: SecurityGroup): SecurityGroup {
  return { VpcId: VPC, IpPermissions: [], IpPermissionsEgress: [], ...parts };
}

function siteOf(parts: Partial<AwsDocuments> = {}) {
  return awsSite(answers(parts), { id, name: "payments", keyOf: (end) => keptKeys.get(end) });
}

describe("a VPC's prefixes", () => {
  it("given blocks that are no longer associated, then they are left out", () => {
    const blocks = [block("10.0.0.0/16", "associated"), block("100.64.0.0/16", "disassociated")];
    expect(siteOf({ vpcs: [{ VpcId: VPC, CidrBlockAssociationSet: blocks }] }).prefixes).toEqual(["10.0.0.0/16"]);
  });

  it("given answers without the VPC, then it says which one is missing", () => {
    expect(() => siteOf({ vpcs: [] })).toThrow(`no VPC ${VPC}`);
  });
});

describe("a route table", () => {
  it.each([
    { given: "a peering", route: { VpcPeeringConnectionId: "pcx-1" }, target: { kind: "peering", id: "pcx-1" } },
    { given: "a virtual private gateway", route: { GatewayId: "vgw-1" }, target: { kind: "gateway", id: "vgw-1" } },
    { given: "an Internet gateway", route: { GatewayId: "igw-1" }, target: { kind: "nowhere" } },
    { given: "a transit gateway", route: { TransitGatewayId: "tgw-1" }, target: { kind: "nowhere" } },
    {
      given: "a peering that is gone",
      route: { VpcPeeringConnectionId: "pcx-1", State: "blackhole" as const },
      target: { kind: "nowhere" },
    },
  ])("given a route to $given, then it leads to $target.kind", ({ route, target }) => {
    const made = { DestinationCidrBlock: "10.1.0.0/16", Origin: "CreateRoute" as const, ...route };
    const { tables } = siteOf({ routeTables: [{ VpcId: VPC, RouteTableId: "rtb-1", Routes: [made] }] });
    expect(tables).toEqual([{ id: "rtb-1", routes: [{ destination: "10.1.0.0/16", target }], propagates: [] }]);
  });

  it("given local, learned and IPv6 routes, then only the gateway is left of them whose routes it takes", () => {
    const Routes = [
      { DestinationCidrBlock: "10.0.0.0/16", GatewayId: "local", Origin: "CreateRouteTable" as const },
      { DestinationCidrBlock: "10.9.0.0/16", GatewayId: "vgw-1", Origin: "EnableVgwRoutePropagation" as const },
      { DestinationIpv6CidrBlock: "::/0", GatewayId: "igw-1", Origin: "CreateRoute" as const },
    ];
    const table = { VpcId: VPC, RouteTableId: "rtb-1", Routes, PropagatingVgws: [{ GatewayId: "vgw-1" }] };
    expect(siteOf({ routeTables: [table] }).tables).toEqual([{ id: "rtb-1", routes: [], propagates: ["vgw-1"] }]);
  });
});

describe("pods", () => {
  it("given two subnets, then they are numbered by prefix, each with its own table or the main one", () => {
    const { pods } = siteOf({
      subnets: [
        { VpcId: VPC, SubnetId: "subnet-2", CidrBlock: "10.0.128.0/20" },
        { VpcId: VPC, SubnetId: "subnet-1", CidrBlock: "10.0.16.0/20" },
        { VpcId: PEER, SubnetId: "subnet-3", CidrBlock: "10.1.0.0/20" },
      ],
      routeTables: [
        { VpcId: VPC, RouteTableId: "rtb-main", Associations: [{ Main: true }] },
        { VpcId: VPC, RouteTableId: "rtb-own", Associations: [{ Main: false, SubnetId: "subnet-2" }] },
      ],
    });
    expect(pods.map(({ name, address, table }) => [name, address, table])).toEqual([
      ["payments-1", "10.0.16.10", "rtb-main"],
      ["payments-2", "10.0.128.10", "rtb-own"],
    ]);
  });
});

describe("a pod's filter", () => {
  const cluster = group({
    GroupId: "sg-cluster",
    Tags: [{ Key: "aws:eks:cluster-name", Value: "payments" }],
    IpPermissions: [
      { IpProtocol: "-1", UserIdGroupPairs: [{ GroupId: "sg-cluster" }] },
      { IpProtocol: "tcp", FromPort: 443, ToPort: 444, IpRanges: [{ CidrIp: "10.1.0.0/16" }] },
      { IpProtocol: "icmp", FromPort: -1, ToPort: -1, IpRanges: [{ CidrIp: "10.2.0.0/16" }] },
      { IpProtocol: "50", IpRanges: [{ CidrIp: "10.3.0.0/16" }] },
      { IpProtocol: "-1", UserIdGroupPairs: [{ GroupId: "sg-elsewhere" }], Ipv6Ranges: [{ CidrIpv6: "::/0" }] },
    ],
    IpPermissionsEgress: [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }],
  });

  it("given a cluster's group, then its rules allow, in ranges, ports and addresses of its members", () => {
    const [pod] = siteOf({ securityGroups: [defaultGroup, cluster] }).pods;
    const allow = { action: "allow", ports: [] } as const;
    const from = (prefix: string) => [{ kind: "prefix", prefix }];
    expect(pod?.filters).toEqual([
      {
        id: "sg-cluster",
        ingress: [
          { ...allow, id: "sg-cluster all", protocol: "all", peers: from("10.0.0.10/32") },
          { ...allow, id: "sg-cluster tcp 443-444", protocol: "tcp", ports: [[443, 444]], peers: from("10.1.0.0/16") },
          { ...allow, id: "sg-cluster icmp", protocol: "icmp", peers: from("10.2.0.0/16") },
        ],
        egress: [{ ...allow, id: "sg-cluster all", protocol: "all", peers: from("0.0.0.0/0") }],
      },
    ]);
  });

  it("given two groups of clusters, then what either lets through passes", () => {
    const other = group({
      GroupId: "sg-nodes",
      Tags: [{ Key: "kubernetes.io/cluster/payments", Value: "owned" }],
      IpPermissions: [{ IpProtocol: "udp", FromPort: 53, ToPort: 53, IpRanges: [{ CidrIp: "10.4.0.0/16" }] }],
    });
    const [filter] = siteOf({ securityGroups: [cluster, other] }).pods[0]?.filters ?? [];
    expect([filter?.id, filter?.ingress.length]).toEqual(["sg-cluster+sg-nodes", 4]);
  });

  it("given no cluster, then it is the default group", () => {
    expect(siteOf().pods[0]?.filters).toEqual([{ id: "sg-default", ingress: [], egress: [] }]);
  });
});

describe("peerings", () => {
  const side = (VpcId: string, OwnerId: string) => ({ VpcId, OwnerId, Region: "eu-west-1" });
  const peering = (Code: "active" | "pending-acceptance" | "deleted", VpcPeeringConnectionId: string) => ({
    ...{ VpcPeeringConnectionId, Status: { Code } },
    ...{ RequesterVpcInfo: side(PEER, "222222222222"), AccepterVpcInfo: side(VPC, "111111111111") },
  });

  it("given one that is active, one that waits, one that has ended and one of others, then two are halves", () => {
    const foreign = { ...peering("active", "pcx-4"), AccepterVpcInfo: side("vpc-0cccccccccccccccc", "333333333333") };
    const peerings = [
      ...[peering("active", "pcx-1"), peering("pending-acceptance", "pcx-2"), peering("deleted", "pcx-3"), foreign],
    ];
    const peer = vpcNetworkId({ account: "222222222222", region: "eu-west-1" }, PEER);
    expect(siteOf({ peerings }).peerings).toEqual([
      { id: "pcx-1", peer, active: true },
      { id: "pcx-2", peer, active: false },
    ]);
  });
});

describe("gateways", () => {
  const gateway = (State: "attached" | "detached", VpcId = VPC): VpnGateway => ({
    ...{ VpnGatewayId: "vgw-1", State: "available", AmazonSideAsn: 64_600, VpcAttachments: [{ VpcId, State }] },
  });
  const connection = (option: TunnelOption, parts: VpnConnection = {}): VpnConnection => ({
    ...{ VpnConnectionId: "vpn-1", VpnGatewayId: "vgw-1", CustomerGatewayId: "cgw-1", State: "available" },
    Options: { TunnelOptions: [{ OutsideIpAddress: "198.18.0.1", TunnelInsideCidr: "169.254.21.4/30", ...option }] },
    ...parts,
  });
  const customerGateways = [{ CustomerGatewayId: "cgw-1", IpAddress: "198.19.0.1", BgpAsn: "64700" }];
  const gatewayOf = (vpnGateway: VpnGateway, vpnConnection: VpnConnection) => {
    const parts = { vpnGateways: [vpnGateway], vpnConnections: [vpnConnection], customerGateways };
    return siteOf(parts).gateways[0];
  };

  it("given a tunnel that asks for little, then it takes all that AWS does and tells of the VPC", () => {
    const made = gatewayOf(gateway("attached"), connection({ PreSharedKey: "secret", StartupAction: "start" }));
    expect(made).toMatchObject({ id: "vgw-1", attached: true, asn: 64_600, transit: true, ecmp: false });
    expect(made?.tunnels).toMatchObject([
      {
        ...{ id: "aws/vpn-1/198.18.0.1", name: "vpn-1 198.18.0.1", local: "198.18.0.1", remote: "198.19.0.1" },
        ...{ key: "secret", ikeVersions: [1, 2], initiates: true },
        phase1: { encryption: ["aes128", "aes256", "aes128gcm", "aes256gcm"], groups: expect.arrayContaining([2, 24]) },
        bgp: {
          ...{ asn: 64_600, peerAsn: 64_700, address: "169.254.21.5", peerAddress: "169.254.21.6", initiates: true },
          ...{ advertises: ["10.0.0.0/16"], mostPrefixes: 100, keepaliveSeconds: 10, holdSeconds: 30 },
        },
      },
    ]);
  });

  it("given a tunnel with proposals of its own, then it takes no others", () => {
    const made = gatewayOf(
      gateway("attached"),
      connection({
        ...{ PreSharedKey: "secret", IkeVersions: [{ Value: "ikev2" }] },
        ...{ Phase2EncryptionAlgorithms: [{ Value: "AES256-GCM-16" }], Phase2DHGroupNumbers: [{ Value: 20 }] },
        Phase2IntegrityAlgorithms: [{ Value: "SHA2-384" }],
      }),
    );
    const phase2 = { encryption: ["aes256gcm"], integrity: ["sha384"], groups: [20] };
    expect(made?.tunnels).toMatchObject([{ ikeVersions: [2], initiates: false, phase2 }]);
  });

  it("given a key that Secrets Manager keeps, then it is asked for; a tunnel whose key nobody knows is left out", () => {
    const kept = gatewayOf(gateway("attached"), connection({}));
    const lost = gatewayOf(gateway("attached"), connection({ OutsideIpAddress: "198.18.0.9" }));
    expect([kept?.tunnels.map(({ key }) => key), lost?.tunnels]).toEqual([["kept"], []]);
  });

  it("given static routes only, then there is no session", () => {
    const parts = connection({ PreSharedKey: "secret" });
    const made = gatewayOf(gateway("attached"), { ...parts, Options: { ...parts.Options, StaticRoutesOnly: true } });
    expect(made?.tunnels.map(({ bgp }) => bgp)).toEqual([undefined]);
  });

  it("given a gateway that was detached, then it is there and tells of nothing", () => {
    const made = gatewayOf(gateway("detached"), connection({ PreSharedKey: "secret" }));
    expect([made?.attached, made?.tunnels[0]?.bgp?.advertises]).toEqual([false, []]);
  });

  it("given the gateway of another VPC, then it is left out", () => {
    expect(siteOf({ vpnGateways: [gateway("attached", PEER)] }).gateways).toEqual([]);
  });

  it.each([
    { given: "a connection that is not ready", parts: { State: "pending" as const } },
    { given: "a connection of a transit gateway", parts: { VpnGatewayId: undefined, TransitGatewayId: "tgw-1" } },
  ])("given $given, then its tunnels are left out", ({ parts }) => {
    expect(gatewayOf(gateway("attached"), connection({}, parts))?.tunnels).toEqual([]);
  });
});
