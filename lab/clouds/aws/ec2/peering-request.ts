import { AwsError } from "../aws-error.ts";
import type { Ec2Action, Ec2Call } from "./action.ts";
import { anyOverlap } from "./cidr.ts";
import { invalidValue } from "./errors.ts";
import { DRY_RUN, required, TAG_SPECIFICATION, text } from "./form.ts";
import { lookUp, notFound, refuseMalformed } from "./ids.ts";
import { INITIATING, isLive, peeringStatus, sideBlocks } from "./peering.ts";
import { renderPeering } from "./peering-view.ts";
import { isRegion } from "./regions.ts";
import type { Peering, PeeringSide } from "./resources.ts";
import { placeKey } from "./state.ts";
import { readTagSpecification } from "./tags.ts";
import { primaryBlockOf } from "./vpc-blocks.ts";

const EXPIRY = 7 * 24 * 3_600_000;

export const createVpcPeeringConnection: Ec2Action = {
  parameters: [...DRY_RUN, ...TAG_SPECIFICATION, "VpcId", "PeerVpcId", "PeerOwnerId", "PeerRegion"],
  run(call) {
    const { state, place, form } = call;
    const vpc = lookUp(place.vpcs, "vpc", required(form, "VpcId"));
    const tags = readTagSpecification(form, "vpc-peering-connection");
    const { account, region } = place;
    const requester = { account, region, vpcId: vpc.id, primaryBlock: primaryBlockOf(vpc), allowDnsResolution: false };
    const accepter = readAccepter(call);
    // The code is not documented.
    if (accepter.vpcId === vpc.id) throw invalidValue(`The VPC '${vpc.id}' cannot be peered with itself`);
    const existing = findSamePair(call, vpc.id, accepter);
    if (existing !== undefined) return { vpcPeeringConnection: renderPeering(existing, call) };
    refuseTooMany(call);
    const now = state.clock.now();
    const peering: Peering = {
      id: state.newResourceId("vpc-peering-connection"),
      requester,
      accepter,
      createdAt: now,
      expiresAt: now + EXPIRY,
      tags: new Map([[placeKey(place), tags]]),
    };
    if (isDoomed(call, peering)) peering.failsAt = now + INITIATING;
    state.peerings.set(peering.id, peering);
    return { vpcPeeringConnection: renderPeering(peering, call) };
  },
};

/** A VPC that is unknown elsewhere makes a request fail later; in the caller's own account and region it is an error. */
function readAccepter({ state, place, form }: Ec2Call): PeeringSide {
  const account = text(form, "PeerOwnerId") ?? place.account;
  const region = text(form, "PeerRegion") ?? place.region;
  const vpcId = required(form, "PeerVpcId");
  refuseMalformed("vpc", vpcId);
  if (!/^\d{12}$/.test(account)) throw invalidValue(`Invalid value '${account}' for peerOwnerId: not an account id`);
  if (!isRegion(region)) throw invalidValue(`Invalid value '${region}' for peerRegion: no such region`);
  const vpc = state.isAccount(account) ? state.place(account, region).vpcs.get(vpcId) : undefined;
  if (vpc === undefined && account === place.account && region === place.region) throw notFound("vpc", vpcId);
  const primaryBlock = vpc === undefined ? undefined : primaryBlockOf(vpc);
  return { account, region, vpcId, primaryBlock, allowDnsResolution: false };
}

/** AWS answers a request for the same ordered pair with the connection that is there: terraform-provider-aws#27750. */
function findSamePair({ state, place }: Ec2Call, vpcId: string, accepter: PeeringSide): Peering | undefined {
  return [...state.peerings.values()].find(
    (peering) =>
      peering.requester.vpcId === vpcId &&
      peering.requester.account === place.account &&
      peering.accepter.vpcId === accepter.vpcId &&
      peering.accepter.account === accepter.account &&
      peering.accepter.region === accepter.region &&
      isLive(peeringStatus(peering, state.clock.now()).code),
  );
}

/** The quota is the requesting account's, in its region. */
function refuseTooMany({ state, place }: Ec2Call): void {
  const now = state.clock.now();
  const outstanding = [...state.peerings.values()].filter(
    (peering) =>
      placeKey(peering.requester) === placeKey(place) &&
      ["initiating-request", "pending-acceptance"].includes(peeringStatus(peering, now).code),
  );
  if (outstanding.length >= state.limits.outstandingPeerings) {
    throw new AwsError(
      "OutstandingVpcPeeringConnectionLimitExceeded",
      `The maximum number of outstanding VPC peering connection requests has been reached: ${outstanding.length}`,
    );
  }
}

function isDoomed({ state }: Ec2Call, { requester, accepter }: Peering): boolean {
  return accepter.primaryBlock === undefined || anyOverlap(sideBlocks(state, requester), sideBlocks(state, accepter));
}
