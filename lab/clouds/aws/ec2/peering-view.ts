import type { Ec2Action, Ec2Call } from "./action.ts";
import { describeAction } from "./describe.ts";
import { isAt, peeringStatus, peeringTags, visiblePeerings } from "./peering.ts";
import type { Peering, PeeringSide } from "./resources.ts";
import { tagSet } from "./tags.ts";
import { ipv4BlocksOf, ipv6BlocksOf } from "./vpc-blocks.ts";
import { list, type XmlTree } from "./xml.ts";

export const describeVpcPeeringConnections: Ec2Action = describeAction<Peering>({
  type: "vpc-peering-connection",
  ids: "VpcPeeringConnectionId",
  set: "vpcPeeringConnectionSet",
  rows: ({ state, place }) => visiblePeerings(state, place),
  idOf: (peering) => peering.id,
  tagsOf: (peering, { place }) => peeringTags(peering, place),
  render: renderPeering,
  filters: ({ state }) => ({
    "vpc-peering-connection-id": (peering) => [peering.id],
    "status-code": (peering) => [peeringStatus(peering, state.clock.now()).code],
    "status-message": (peering) => [peeringStatus(peering, state.clock.now()).message],
    "expiration-time": (peering) => [new Date(peering.expiresAt).toISOString()],
    "requester-vpc-info.vpc-id": ({ requester }) => [requester.vpcId],
    "requester-vpc-info.owner-id": ({ requester }) => [requester.account],
    "requester-vpc-info.cidr-block": ({ requester }) => [requester.primaryBlock],
    "accepter-vpc-info.vpc-id": ({ accepter }) => [accepter.vpcId],
    "accepter-vpc-info.owner-id": ({ accepter }) => [accepter.account],
    "accepter-vpc-info.cidr-block": ({ accepter }) => [accepter.primaryBlock],
  }),
});

export function renderPeering(peering: Peering, call: Ec2Call): XmlTree {
  const status = peeringStatus(peering, call.state.clock.now());
  const unanswered = peering.acceptedAt === undefined && peering.rejectedAt === undefined;
  return {
    vpcPeeringConnectionId: peering.id,
    requesterVpcInfo: renderSide(call, peering, peering.requester),
    accepterVpcInfo: renderSide(call, peering, peering.accepter),
    status: { code: status.code, message: status.message },
    ...(unanswered && { expirationTime: new Date(peering.expiresAt).toISOString() }),
    tagSet: tagSet(peeringTags(peering, call.place)),
  };
}

/**
 * The accepter's blocks stay hidden until it accepts (boto/boto3#326), the sets of both until the connection is active
 * (API reference). Recorded answers show options only of the side that the caller owns.
 */
function renderSide({ state, place }: Ec2Call, peering: Peering, side: PeeringSide): XmlTree {
  const active = peeringStatus(peering, state.clock.now()).code === "active";
  const known = side === peering.requester || peering.acceptedAt !== undefined;
  return {
    ownerId: side.account,
    vpcId: side.vpcId,
    region: side.region,
    ...(known && { cidrBlock: side.primaryBlock }),
    ...(active && blockSets(state.place(side.account, side.region).vpcs.get(side.vpcId))),
    ...(active && isAt(side, place) && { peeringOptions: renderOptions(side) }),
  };
}

export function renderOptions(side: PeeringSide): XmlTree {
  return {
    allowDnsResolutionFromRemoteVpc: side.allowDnsResolution,
    allowEgressFromLocalClassicLinkToRemoteVpc: false,
    allowEgressFromLocalVpcToRemoteClassicLink: false,
  };
}

function blockSets(vpc: Parameters<typeof ipv4BlocksOf>[0] | undefined): XmlTree {
  if (vpc === undefined) return {};
  const ipv6 = ipv6BlocksOf(vpc).map((ipv6CidrBlock) => ({ ipv6CidrBlock }));
  return {
    cidrBlockSet: list(ipv4BlocksOf(vpc).map((cidrBlock) => ({ cidrBlock }))),
    ...(ipv6.length > 0 && { ipv6CidrBlockSet: list(ipv6) }),
  };
}
