import { AwsError } from "../aws-error.ts";
import type { Ec2Call } from "./action.ts";
import { invalidValue } from "./errors.ts";
import { type Form, required, text } from "./form.ts";
import { notFound, refuseMalformed } from "./ids.ts";
import { livePeeringsOf, peeringStatus } from "./peering.ts";
import type { Peering, RulePeer, SecurityGroup } from "./resources.ts";

/**
 * The group that a rule names: one of the same VPC, or one of a VPC with which there is an active peering in the same
 * region ("Update your security groups to reference peer security groups"). Throws InvalidGroup.NotFound.
 */
export function findRuleGroup(call: Ec2Call, group: SecurityGroup, pair: Form): RulePeer {
  const { state, place } = call;
  const groupId = required(pair, "GroupId");
  const userId = text(pair, "UserId") ?? place.account;
  refuseMalformed("security-group", groupId);
  if (!/^\d{12}$/.test(userId)) throw invalidValue(`Invalid value '${userId}' for userId: not an account id`);
  const found = state.isAccount(userId) ? state.place(userId, place.region).groups.get(groupId) : undefined;
  if (found === undefined) throw notFound("security-group", groupId);
  if (found.vpcId === group.vpcId) return { kind: "group", groupId, userId };
  const peering = activePeerings(call, group.vpcId).find((candidate) =>
    joins(candidate, userId, found.vpcId, place.region),
  );
  if (peering === undefined || peering.id !== (text(pair, "VpcPeeringConnectionId") ?? peering.id)) {
    throw new AwsError("InvalidGroup.NotFound", "You have specified two resources that belong to different networks.");
  }
  return { kind: "group", groupId, userId, peered: { vpcId: found.vpcId, peeringId: peering.id } };
}

function activePeerings({ state, place }: Ec2Call, vpcId: string): Peering[] {
  const now = state.clock.now();
  return livePeeringsOf(state, place, vpcId).filter((peering) => peeringStatus(peering, now).code === "active");
}

function joins({ requester, accepter }: Peering, account: string, vpcId: string, region: string): boolean {
  return [requester, accepter].some(
    (side) => side.account === account && side.vpcId === vpcId && side.region === region,
  );
}
