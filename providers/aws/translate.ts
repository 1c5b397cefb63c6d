import type {
  Route as Ec2Route,
  RouteTable as Ec2RouteTable,
  SecurityGroup,
  SecurityGroupRule,
  Vpc,
  VpcPeeringConnection,
  VpcPeeringConnectionStateReasonCode,
  VpcPeeringConnectionVpcInfo,
} from "@aws-sdk/client-ec2";
import { comparePrefixes, type Prefix, parsePrefix } from "../../core/address-space/prefix.ts";
import type { Firewall, Peering, PeeringPhase, RouteTable } from "../../core/connection/network.ts";
import { type NetworkId, parseNetworkId } from "../../core/connection/network-id.ts";
import { Invalid } from "../../core/faults.ts";
import { partitionOf } from "./places.ts";
import { toRoute } from "./translate-route.ts";
import { toFirewallRule } from "./translate-rule.ts";
import { toCluster, toOwner } from "./translate-tags.ts";

const phases: Readonly<Record<VpcPeeringConnectionStateReasonCode, PeeringPhase>> = {
  "initiating-request": "requested",
  "pending-acceptance": "offered",
  provisioning: "provisioning",
  active: "active",
  failed: "failed",
  rejected: "rejected",
  expired: "expired",
  deleting: "deleted",
  deleted: "deleted",
};

const live: readonly PeeringPhase[] = ["requested", "offered", "provisioning", "active"];

/** EC2's words for the peerings that carry traffic or still may. */
export const liveStatuses: readonly string[] = Object.entries(phases)
  .filter(([, phase]) => live.includes(phase))
  .map(([status]) => status);

export function isLive({ phase }: Peering): boolean {
  return live.includes(phase);
}

/** Every prefix that is in use: EC2 also lists those that are on their way in or out. */
export function toAddressSpace(vpc: Vpc): readonly Prefix[] {
  const ipv4 = (vpc.CidrBlockAssociationSet ?? [])
    .filter(({ CidrBlockState }) => CidrBlockState?.State === "associated")
    .map(({ CidrBlock }) => CidrBlock);
  const ipv6 = (vpc.Ipv6CidrBlockAssociationSet ?? [])
    .filter(({ Ipv6CidrBlockState }) => Ipv6CidrBlockState?.State === "associated")
    .map(({ Ipv6CidrBlock }) => Ipv6CidrBlock);
  return [...ipv4, ...ipv6].map((text = "") => readable(text, vpc)).sort(comparePrefixes);
}

/** An address that we cannot read must not be left out: an overlap would go unseen. */
function readable(text: string, vpc: Vpc): Prefix {
  const parsed = parsePrefix(text);
  if (parsed.ok) return parsed.prefix;
  throw new Invalid(`could not read the address space of ${vpc.VpcId}: ${parsed.reason}`);
}

/** A peering; undefined when EC2 does not say which networks it joins. */
export function toPeering(connection: VpcPeeringConnection): Peering | undefined {
  const { VpcPeeringConnectionId: id, RequesterVpcInfo, AccepterVpcInfo, Status, Tags } = connection;
  const requester = networkIn(RequesterVpcInfo);
  const accepter = networkIn(AccepterVpcInfo);
  if (id === undefined || requester === undefined || accepter === undefined) return undefined;
  return {
    id,
    requester,
    accepter,
    phase: phases[Status?.Code ?? "initiating-request"],
    options: { requester: resolvesDns(RequesterVpcInfo), accepter: resolvesDns(AccepterVpcInfo) },
    ...(Status?.Message === undefined ? {} : { message: Status.Message }),
    ...toOwner(Tags),
  };
}

/**
 * The tables of one network that need routes. A table serves the subnets that are associated with it; the main one
 * also serves those that are associated with none. A gateway's table routes what comes in from outside: not ours.
 */
export function toRouteTables(tables: readonly Ec2RouteTable[], subnets: readonly string[]): readonly RouteTable[] {
  const explicit = new Set(tables.flatMap(subnetsOf));
  const unassociated = subnets.filter((subnet) => !explicit.has(subnet));
  return tables
    .map((table) => {
      const main = (table.Associations ?? []).some(({ Main }) => Main === true);
      return toRouteTable(table, main, [...subnetsOf(table), ...(main ? unassociated : [])]);
    })
    .filter(({ main, subnets: served }) => main || served.length > 0)
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

/** The security group of a cluster, with the group's rules. */
export function toFirewall(group: SecurityGroup, rules: readonly SecurityGroupRule[]): Firewall {
  const inbound = rules.filter(({ GroupId, IsEgress }) => GroupId === group.GroupId && IsEgress !== true);
  return {
    id: group.GroupId ?? "",
    cluster: toCluster(group.Tags) ?? "",
    rules: inbound.flatMap((rule) => toFirewallRule(rule) ?? []),
    ruleCount: inbound.length,
  };
}

function networkIn(info: VpcPeeringConnectionVpcInfo | undefined): NetworkId | undefined {
  const { OwnerId = "", Region = "", VpcId = "" } = info ?? {};
  return parseNetworkId(`arn:${partitionOf(Region)}:ec2:${Region}:${OwnerId}:vpc/${VpcId}`);
}

function resolvesDns(info: VpcPeeringConnectionVpcInfo | undefined): boolean {
  return info?.PeeringOptions?.AllowDnsResolutionFromRemoteVpc === true;
}

function subnetsOf(table: Ec2RouteTable): readonly string[] {
  return (table.Associations ?? [])
    .filter(({ AssociationState }) => (AssociationState?.State ?? "associated") === "associated")
    .flatMap(({ SubnetId }) => SubnetId ?? []);
}

function toRouteTable(table: Ec2RouteTable, main: boolean, subnets: readonly string[]): RouteTable {
  const routes = table.Routes ?? [];
  const fixed = routes.filter((route) => !isPropagated(route)).flatMap((route) => toRoute(route) ?? []);
  const propagated = routes.filter(isPropagated).flatMap((route) => toRoute(route) ?? []);
  const present = new Set(fixed.map(({ destination }) => destination));
  return {
    id: table.RouteTableId ?? "",
    main,
    subnets: subnets.toSorted(),
    // A static route wins over one that a gateway propagates (Route priority). Alone, the latter is somebody's way to
    // that prefix, which a route of ours would take over.
    routes: [...fixed, ...propagated.filter(({ destination }) => !present.has(destination))],
    // Propagated routes have a quota of their own: Amazon VPC quotas.
    routeCount: routes.filter((route) => !isPropagated(route)).length,
  };
}

function isPropagated({ Origin }: Ec2Route): boolean {
  return Origin === "EnableVgwRoutePropagation";
}
