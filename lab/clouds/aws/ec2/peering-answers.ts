import { AwsError } from "../aws-error.ts";
import { DONE, type Ec2Action, type Ec2Call } from "./action.ts";
import { notPermitted } from "./errors.ts";
import { DRY_RUN, required } from "./form.ts";
import { findPeering, isAt, type PeeringCode, peeringStatus } from "./peering.ts";
import { renderPeering } from "./peering-view.ts";
import type { Peering, PeeringSide } from "./resources.ts";

const PARAMETERS = [...DRY_RUN, "VpcPeeringConnectionId"];

/** What the owners of a peering's two VPCs can do with it. */
export const peeringAnswerActions: Readonly<Record<string, Ec2Action>> = {
  AcceptVpcPeeringConnection: {
    parameters: PARAMETERS,
    run(call) {
      const peering = named(call);
      refuseStranger(call, peering, "accept");
      refuseState(call, peering, ["pending-acceptance"], "provisioning");
      refuseReversed(call, peering);
      refuseTooMany(call, peering);
      peering.acceptedAt = call.state.clock.now();
      return { vpcPeeringConnection: renderPeering(peering, call) };
    },
  },
  RejectVpcPeeringConnection: {
    parameters: PARAMETERS,
    run(call) {
      const peering = named(call);
      refuseStranger(call, peering, "reject");
      refuseState(call, peering, ["pending-acceptance"], "rejected");
      peering.rejectedAt = call.state.clock.now();
      return DONE;
    },
  },
  /** Either owner deletes an accepted connection, its requester one that is pending. Again is as good as once. */
  DeleteVpcPeeringConnection: {
    parameters: PARAMETERS,
    run(call) {
      const { state, place } = call;
      const peering = named(call);
      if (peering.deletion !== undefined) return DONE;
      refuseState(call, peering, ["pending-acceptance", "provisioning", "active"], "deleting");
      if (peering.acceptedAt === undefined && peering.requester.account !== place.account) {
        throw notPermitted(`User ${place.account} cannot delete peering ${peering.id}`);
      }
      peering.deletion = { at: state.clock.now(), by: place.account };
      return DONE;
    },
  },
};

function named({ state, place, form }: Ec2Call): Peering {
  return findPeering(state, place, required(form, "VpcPeeringConnectionId"));
}

/** Only the accepter's account answers a request, and only in the accepter's region. */
function refuseStranger({ place }: Ec2Call, { id, accepter }: Peering, verb: "accept" | "reject"): void {
  if (isAt(accepter, place)) return;
  if (accepter.account !== place.account) throw notPermitted(`User ${place.account} cannot ${verb} peering ${id}`);
  throw notPermitted(
    `Incorrect region (${place.region}) specified for this request. ` +
      `VPC peering connection ${id} must be ${verb}ed in region ${accepter.region}`,
  );
}

function refuseState({ state }: Ec2Call, peering: Peering, allowed: readonly PeeringCode[], next: PeeringCode): void {
  const { code } = peeringStatus(peering, state.clock.now());
  if (allowed.includes(code)) return;
  throw new AwsError(
    "InvalidStateTransition",
    `Invalid state transition for ${peering.id}, attempted to transition from ${code} to ${next}`,
  );
}

/** Two VPCs have one connection at most; the second request is the one named: terraform-provider-aws#44315. */
function refuseReversed({ state }: Ec2Call, peering: Peering): void {
  const ends = new Set([peering.requester.vpcId, peering.accepter.vpcId]);
  const other = accepted(state).find(
    ({ requester, accepter }) => ends.has(requester.vpcId) && ends.has(accepter.vpcId),
  );
  if (other === undefined) return;
  throw new AwsError(
    "VpcPeeringConnectionAlreadyExists",
    `The vpc peering connection identified by ${peering.id} already exists.`,
  );
}

function refuseTooMany({ state }: Ec2Call, { requester, accepter }: Peering): void {
  const most = state.limits.activePeeringsPerVpc;
  const peerings = accepted(state);
  const isOf = (vpcId: string) => (side: PeeringSide) => side.vpcId === vpcId;
  for (const { vpcId } of [requester, accepter]) {
    const active = peerings.filter((peering) => [peering.requester, peering.accepter].some(isOf(vpcId)));
    if (active.length < most) continue;
    throw new AwsError(
      "ActiveVpcPeeringConnectionPerVpcLimitExceeded",
      `The maximum number of active VPC peering connections of '${vpcId}' has been reached: ${most}`,
    );
  }
}

function accepted(state: Ec2Call["state"]): Peering[] {
  return [...state.peerings.values()].filter(
    (peering) => peering.acceptedAt !== undefined && peering.deletion === undefined,
  );
}
