import type { Ec2Call } from "./action.ts";
import { peeringStatus } from "./peering.ts";
import { hasPorts } from "./permissions.ts";
import type { Rule, RulePeer } from "./resources.ts";
import { arnOf } from "./state.ts";
import { tagSetIfAny } from "./tags.ts";
import { list, type XmlList, type XmlTree } from "./xml.ts";

type GroupPeer = Extract<RulePeer, { kind: "group" }>;

/** Rules as DescribeSecurityGroups has them: one permission for each protocol and range of ports. */
export function renderPermissions(call: Ec2Call, rules: readonly Rule[]): XmlList {
  const byTraffic = Map.groupBy(rules, ({ protocol, from, to }) => `${protocol} ${from} ${to}`);
  return list([...byTraffic.values()].map((alike) => renderPermission(call, alike)));
}

/** A rule of its own, as the answers to Authorize and DescribeSecurityGroupRules have it. */
export function renderRule(call: Ec2Call, groupId: string, rule: Rule): XmlTree {
  return {
    securityGroupRuleId: rule.id,
    groupId,
    groupOwnerId: call.place.account,
    ...renderTraffic(rule),
    ...renderPeer(rule.peer),
    ...(rule.peer.kind === "group" && {
      referencedGroupInfo: { groupId: rule.peer.groupId, ...renderUser(call, rule.peer) },
    }),
    description: rule.description,
    tagSet: tagSetIfAny(rule.tags),
    securityGroupRuleArn: arnOf(call.place, "security-group-rule", rule.id),
  };
}

/** What is left of a rule in the answer to Revoke. */
export function renderRevoked(groupId: string, rule: Rule): XmlTree {
  return {
    securityGroupRuleId: rule.id,
    groupId,
    ...renderTraffic(rule),
    ...renderPeer(rule.peer),
    ...(rule.peer.kind === "group" && { referencedGroupId: rule.peer.groupId }),
    description: rule.description,
  };
}

function renderTraffic({ egress, protocol, from, to }: Rule): XmlTree {
  return { isEgress: egress, ipProtocol: protocol, fromPort: from, toPort: to };
}

function renderPeer(peer: RulePeer): XmlTree {
  if (peer.kind === "group") return {};
  if (peer.kind === "prefix-list") return { prefixListId: peer.prefixListId };
  return { [peer.kind === "ipv4" ? "cidrIpv4" : "cidrIpv6"]: peer.cidr };
}

function renderPermission(call: Ec2Call, alike: readonly Rule[]): XmlTree {
  const [first] = alike;
  if (first === undefined) return {};
  const { protocol, from, to } = first;
  const entries = (read: (peer: RulePeer) => XmlTree | undefined) =>
    list(alike.flatMap((rule) => withDescription(read(rule.peer), rule)));
  return {
    ipProtocol: protocol,
    ...(hasPorts(protocol) && { fromPort: from, toPort: to }),
    groups: entries((peer) =>
      peer.kind === "group" ? { groupId: peer.groupId, ...renderUser(call, peer) } : undefined,
    ),
    ipRanges: entries((peer) => (peer.kind === "ipv4" ? { cidrIp: peer.cidr } : undefined)),
    ipv6Ranges: entries((peer) => (peer.kind === "ipv6" ? { cidrIpv6: peer.cidr } : undefined)),
    prefixListIds: entries((peer) => (peer.kind === "prefix-list" ? { prefixListId: peer.prefixListId } : undefined)),
  };
}

function withDescription(entry: XmlTree | undefined, { description }: Rule): XmlTree[] {
  return entry === undefined ? [] : [{ ...entry, description }];
}

/** A group in a peer VPC is shown with its VPC and the state of the peering, which may have ended: a stale rule. */
function renderUser({ state }: Ec2Call, { userId, peered }: GroupPeer): XmlTree {
  if (peered === undefined) return { userId };
  const peering = state.peerings.get(peered.peeringId);
  const peeringStatusCode = peering === undefined ? "deleted" : peeringStatus(peering, state.clock.now()).code;
  return {
    userId,
    vpcId: peered.vpcId,
    vpcPeeringConnectionId: peered.peeringId,
    peeringStatus: peeringStatusCode,
  };
}
