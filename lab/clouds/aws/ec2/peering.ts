import { dependencyViolation } from "./errors.ts";
import { notFound, refuseMalformed } from "./ids.ts";
import type { Peering, PeeringSide, Tags } from "./resources.ts";
import { type Ec2State, type Place, placeKey } from "./state.ts";
import { blocksOf } from "./vpc-blocks.ts";

export type PeeringCode =
  | "initiating-request"
  | "pending-acceptance"
  | "provisioning"
  | "active"
  | "failed"
  | "rejected"
  | "expired"
  | "deleting"
  | "deleted";

export interface PeeringStatus {
  readonly code: PeeringCode;
  readonly message: string;
}

const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
/** The lab's durations; AWS publishes none, and users report seconds. */
export const INITIATING = SECOND;
const PROVISIONING = 3 * SECOND;
const DELETING = 2 * SECOND;
const CROSS_REGION_DELAY = 8 * SECOND;
/** "VPC peering connection lifecycle": how long what has ended stays in sight. */
const SHORT_SIGHT = 2 * HOUR;
const LONG_SIGHT = 48 * HOUR;

const FAILURE = "Failed due to incorrect VPC-ID, Account ID, or overlapping CIDR range";

export function peeringStatus(peering: Peering, now: number): PeeringStatus {
  const { deletion, rejectedAt, acceptedAt, accepter } = peering;
  if (deletion !== undefined) {
    return now < deletion.at + DELETING
      ? { code: "deleting", message: "Deleting" }
      : { code: "deleted", message: `Deleted by ${deletion.by}` };
  }
  if (rejectedAt !== undefined) return { code: "rejected", message: `Rejected by ${accepter.account}` };
  if (acceptedAt === undefined) return requestStatus(peering, now);
  return now < acceptedAt + PROVISIONING
    ? { code: "provisioning", message: "Provisioning" }
    : { code: "active", message: "Active" };
}

function requestStatus({ accepter, createdAt, expiresAt, failsAt }: Peering, now: number): PeeringStatus {
  if (failsAt !== undefined && now >= failsAt) return { code: "failed", message: FAILURE };
  if (now >= expiresAt) return { code: "expired", message: "Expired" };
  return now < createdAt + INITIATING
    ? { code: "initiating-request", message: `Initiating Request to ${accepter.account}` }
    : { code: "pending-acceptance", message: `Pending Acceptance by ${accepter.account}` };
}

/** Whether a connection still can, or does, join its VPCs. */
export function isLive(code: PeeringCode): boolean {
  return ["initiating-request", "pending-acceptance", "provisioning", "active"].includes(code);
}

/** The sides of a peering that are in a place: none, one, or both. */
export function sideAt(peering: Peering, place: Place): PeeringSide[] {
  return [peering.requester, peering.accepter].filter((side) => isAt(side, place));
}

export function isAt(side: PeeringSide, place: Place): boolean {
  return side.account === place.account && side.region === place.region;
}

/** The peerings that a place is shown. */
export function visiblePeerings(state: Ec2State, place: Place): Peering[] {
  return [...state.peerings.values()].filter((peering) => isVisible(peering, place, state.clock.now()));
}

/** A peering that the place is shown; to anybody else it does not exist. */
export function findPeering(state: Ec2State, place: Place, id: string): Peering {
  refuseMalformed("vpc-peering-connection", id);
  const peering = state.peerings.get(id);
  if (peering === undefined || !isVisible(peering, place, state.clock.now())) {
    throw notFound("vpc-peering-connection", id);
  }
  return peering;
}

function isVisible(peering: Peering, place: Place, now: number): boolean {
  if (sideAt(peering, place).length === 0) return false;
  if (!isAt(peering.requester, place) && !hasArrived(peering, now)) return false;
  const end = endOf(peering, place, now);
  return end === undefined || now < end.at + end.sight;
}

/** Another region hears of a request late, another account once it is pending, and neither of one that failed at once. */
function hasArrived({ requester, accepter, createdAt, failsAt }: Peering, now: number): boolean {
  const delay = requester.region === accepter.region ? INITIATING : CROSS_REGION_DELAY;
  return now >= createdAt + delay && (failsAt === undefined || failsAt > createdAt + INITIATING);
}

function endOf(peering: Peering, place: Place, now: number): { at: number; sight: number } | undefined {
  const { requester, accepter, rejectedAt, deletion, failsAt, expiresAt } = peering;
  const sameAccount = requester.account === accepter.account;
  const long = (ownDoing: boolean) => (sameAccount || ownDoing ? SHORT_SIGHT : LONG_SIGHT);
  if (deletion !== undefined) return { at: deletion.at, sight: long(deletion.by === place.account) };
  if (rejectedAt !== undefined) return { at: rejectedAt, sight: long(accepter.account === place.account) };
  const { code } = peeringStatus(peering, now);
  if (code === "failed") return { at: failsAt ?? now, sight: SHORT_SIGHT };
  return code === "expired" ? { at: expiresAt, sight: LONG_SIGHT } : undefined;
}

/** The tags that a place has put on a peering. */
export function peeringTags(peering: Peering, place: Place): Tags {
  const key = placeKey(place);
  const tags = peering.tags.get(key) ?? new Map();
  peering.tags.set(key, tags);
  return tags;
}

export function livePeeringsOf(state: Ec2State, place: Place, vpcId: string): Peering[] {
  const now = state.clock.now();
  return [...state.peerings.values()].filter(
    (peering) =>
      sideAt(peering, place).some((side) => side.vpcId === vpcId) && isLive(peeringStatus(peering, now).code),
  );
}

/** The blocks of the VPC at the other end from this one. */
export function peerBlocks(state: Ec2State, { requester, accepter }: Peering, vpcId: string): string[] {
  return sideBlocks(state, requester.vpcId === vpcId ? accepter : requester);
}

export function sideBlocks(state: Ec2State, { account, region, vpcId }: PeeringSide): string[] {
  const vpc = state.place(account, region).vpcs.get(vpcId);
  return vpc === undefined ? [] : blocksOf(vpc);
}

/**
 * Deletes the peerings of a VPC that is about to go. "You cannot delete a VPC for which you have a pending-acceptance
 * request from a VPC in another account": DependencyViolation.
 */
export function dropPeeringsOf(state: Ec2State, place: Place, vpcId: string): void {
  const peerings = livePeeringsOf(state, place, vpcId);
  for (const { acceptedAt, requester } of peerings) {
    if (acceptedAt === undefined && requester.account !== place.account) {
      throw dependencyViolation(`The vpc '${vpcId}' has dependencies and cannot be deleted.`);
    }
  }
  for (const peering of peerings) peering.deletion = { at: state.clock.now(), by: place.account };
}
