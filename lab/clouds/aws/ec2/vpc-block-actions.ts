import { AwsError } from "../aws-error.ts";
import type { Ec2Action, Ec2Call } from "./action.ts";
import { canonicalIpv6, covers, overlap } from "./cidr.ts";
import { invalidCombination, invalidValue, missingParameter, notPermitted } from "./errors.ts";
import { flag, required, text } from "./form.ts";
import { lookUp } from "./ids.ts";
import { livePeeringsOf, peerBlocks, peeringStatus } from "./peering.ts";
import type { BlockAssociation, Vpc } from "./resources.ts";
import { routeDestination } from "./routes.ts";
import { ipv4BlocksOf, renderIpv4, renderIpv6 } from "./vpc-blocks.ts";
import { newIpv6Block, vpcBlock } from "./vpcs.ts";
import type { XmlTree } from "./xml.ts";

export const vpcBlockActions: Readonly<Record<string, Ec2Action>> = {
  AssociateVpcCidrBlock: {
    parameters: ["VpcId", "CidrBlock", "AmazonProvidedIpv6CidrBlock", "Ipv6CidrBlock", "Ipv6Pool"],
    run(call) {
      const { place, form } = call;
      const vpc = lookUp(place.vpcs, "vpc", required(form, "VpcId"));
      const asked = text(form, "CidrBlock");
      const own = text(form, "Ipv6CidrBlock");
      const ipv6 = own !== undefined || flag(form, "AmazonProvidedIpv6CidrBlock") === true;
      if (asked !== undefined && ipv6) throw invalidCombination("Only one of an IPv4 and an IPv6 block may be given.");
      if (asked === undefined && !ipv6) throw missingParameter("cidrBlock or amazonProvidedIpv6CidrBlock");
      const block = asked === undefined ? newIpv6(call, own) : newIpv4Block(call, vpc, vpcBlock(asked));
      settleWithPeerings(call, vpc, block.cidr);
      (ipv6 ? vpc.ipv6 : vpc.ipv4).push(block);
      return renderAssociation(call, vpc, block, ipv6);
    },
  },
  DisassociateVpcCidrBlock: {
    parameters: ["AssociationId"],
    run(call) {
      const id = required(call.form, "AssociationId");
      const { vpc, block, ipv6 } = findAssociation(call, id);
      if (vpc.ipv4[0] === block) {
        throw notPermitted(
          `The vpc CIDR block with association ID ${id} may not be disassociated. ` +
            "It is the primary IPv4 CIDR block of the VPC",
        );
      }
      const used = [...call.place.subnets.values()].some(
        (subnet) => subnet.vpcId === vpc.id && [subnet.cidr, ...subnet.ipv6].some((cidr) => covers(block.cidr, cidr)),
      );
      if (used) {
        throw new AwsError("InvalidCidrBlock.InUse", `The vpc currently has a subnet within CIDR block ${block.cidr}`);
      }
      block.removedAt = call.state.clock.now();
      return renderAssociation(call, vpc, block, ipv6);
    },
  },
};

/** A block of Amazon's, or one that the user brought: two VPCs may then well have the same. */
function newIpv6({ state, form }: Ec2Call, own: string | undefined): BlockAssociation {
  if (own === undefined) return newIpv6Block(state);
  const pool = required(form, "Ipv6Pool");
  const cidr = canonicalIpv6(own);
  if (cidr === undefined) throw invalidValue(`Value (${own}) for parameter ipv6CidrBlock is invalid.`);
  return { id: state.newId("vpc-cidr-assoc"), cidr, associatedAt: state.clock.now(), pool };
}

/** AWS documents the refusals of overlaps and of blocks that a route covers, not their codes. */
function newIpv4Block({ state, place }: Ec2Call, vpc: Vpc, cidr: string): BlockAssociation {
  const own = ipv4BlocksOf(vpc);
  if (own.length >= state.limits.ipv4BlocksPerVpc) {
    const most = state.limits.ipv4BlocksPerVpc;
    throw new AwsError(
      "CidrLimitExceeded",
      `This network '${vpc.id}' has met its maximum number of allowed CIDRs: ${most}`,
    );
  }
  if (own.some((block) => overlap(block, cidr))) {
    throw new AwsError("InvalidVpc.Range", `The CIDR '${cidr}' conflicts with another CIDR of '${vpc.id}'.`);
  }
  const routes = [...place.routeTables.values()]
    .filter((table) => table.vpcId === vpc.id)
    .flatMap((table) => table.routes);
  const routed = routes
    .map(routeDestination)
    .find((destination) => /^\d+\./.test(destination) && covers(cidr, destination));
  if (routed !== undefined) {
    throw invalidValue(`The CIDR '${cidr}' is the same as or larger than the destination ${routed} of a route.`);
  }
  return { id: state.newId("vpc-cidr-assoc"), cidr, associatedAt: state.clock.now() };
}

/**
 * "Add IPv4 CIDR blocks to a VPC": an active peering forbids blocks that overlap the peer's; a pending request forbids
 * its requester any block at all, and fails when its accepter takes one that overlaps. The codes are not documented.
 */
function settleWithPeerings({ state, place }: Ec2Call, vpc: Vpc, cidr: string): void {
  const now = state.clock.now();
  const peerings = livePeeringsOf(state, place, vpc.id).map((peering) => {
    const requested = peering.requester.vpcId === vpc.id;
    const conflicts = peerBlocks(state, peering, vpc.id).some((block) => overlap(block, cidr));
    return { peering, requested, conflicts, accepted: peering.acceptedAt !== undefined };
  });
  for (const { peering, requested, conflicts, accepted } of peerings) {
    const refused = accepted ? conflicts : requested;
    if (!refused) continue;
    const { code } = peeringStatus(peering, now);
    throw notPermitted(`The CIDR '${cidr}' cannot be associated: ${peering.id} of '${vpc.id}' is in state ${code}`);
  }
  for (const { peering, conflicts } of peerings) if (conflicts) peering.failsAt = now;
}

function findAssociation({ place }: Ec2Call, id: string) {
  for (const vpc of place.vpcs.values()) {
    for (const ipv6 of [false, true]) {
      const block = (ipv6 ? vpc.ipv6 : vpc.ipv4).find((one) => one.id === id && one.removedAt === undefined);
      if (block !== undefined) return { vpc, block, ipv6 };
    }
  }
  throw new AwsError(
    "InvalidVpcCidrBlockAssociationID.NotFound",
    `The vpc CIDR block association ID '${id}' does not exist`,
  );
}

function renderAssociation({ state, place }: Ec2Call, vpc: Vpc, block: BlockAssociation, ipv6: boolean): XmlTree {
  const now = state.clock.now();
  return ipv6
    ? { vpcId: vpc.id, ipv6CidrBlockAssociation: renderIpv6(block, place.region, now) }
    : { vpcId: vpc.id, cidrBlockAssociation: renderIpv4(block, now) };
}
