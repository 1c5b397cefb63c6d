import type { CustomerGateway, VgwAttachment, VpnConnection, VpnGateway } from "./vpn-resources.ts";

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
/** The lab's durations, about what users report; AWS publishes none. */
const ATTACHING = MINUTE;
const DETACHING = 30 * SECOND;
const PENDING = 5 * MINUTE;
const MODIFYING = 3 * MINUTE;
const DELETING = MINUTE;
/** How long what was deleted is still listed. */
const LINGERING = 60 * MINUTE;
/** How long other calls may not know a new customer gateway: hashicorp/terraform-provider-aws#19556. */
const UNKNOWN = 2 * SECOND;

type AttachmentState = "attaching" | "attached" | "detaching" | "detached";
type ConnectionState = "pending" | "available" | "modifying" | "deleting" | "deleted";

export function attachmentState({ at, detachedAt }: VgwAttachment, now: number): AttachmentState {
  if (detachedAt !== undefined) return now < detachedAt + DETACHING ? "detaching" : "detached";
  return now < at + ATTACHING ? "attaching" : "attached";
}

/** Whether a gateway takes up its VPC, which can have no other then. */
export function occupies({ attachment }: VpnGateway, now: number): boolean {
  return attachment !== undefined && attachmentState(attachment, now) !== "detached";
}

export function isAttachedTo({ attachment }: VpnGateway, vpcId: string, now: number): boolean {
  return attachment?.vpcId === vpcId && attachmentState(attachment, now) === "attached";
}

export function connectionState(connection: VpnConnection, now: number): ConnectionState {
  const { createdAt, deletedAt, tunnels } = connection;
  if (deletedAt !== undefined) return now < deletedAt + DELETING ? "deleting" : "deleted";
  if (now < availableAt(connection)) return "pending";
  const changing = tunnels.some(({ changedAt = createdAt }) => now < changedAt + MODIFYING);
  return changing ? "modifying" : "available";
}

export function availableAt({ createdAt }: VpnConnection): number {
  return createdAt + PENDING;
}

/** When a tunnel has taken over what was changed of it. */
export function changedBy(changedAt: number): number {
  return changedAt + MODIFYING;
}

/** Whether AWS still lists something. */
export function isListed({ deletedAt }: { readonly deletedAt?: number }, now: number): boolean {
  return deletedAt === undefined || now < deletedAt + LINGERING;
}

/** Whether calls other than the one that made it know a customer gateway. */
export function isKnown({ createdAt }: CustomerGateway, now: number): boolean {
  return now >= createdAt + UNKNOWN;
}
