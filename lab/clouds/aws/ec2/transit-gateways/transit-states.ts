import type { TransitGateway, VpcAttachment } from "./transit-resources.ts";

const SECOND = 1_000;
/** The lab's durations, about what users report: one to three minutes each. */
const PENDING = 120 * SECOND;
const ATTACHING = 90 * SECOND;
const DELETING = 60 * SECOND;

export type TransitState = "pending" | "available" | "modifying" | "deleting" | "deleted";

export function transitState({ createdAt, deletedAt }: TransitGateway, now: number): TransitState {
  return stateOf(createdAt + PENDING, deletedAt, now);
}

export function vpcAttachmentState({ createdAt, deletedAt }: VpcAttachment, now: number): TransitState {
  return stateOf(createdAt + ATTACHING, deletedAt, now);
}

function stateOf(availableAt: number, deletedAt: number | undefined, now: number): TransitState {
  if (deletedAt !== undefined) return now < deletedAt + DELETING ? "deleting" : "deleted";
  return now < availableAt ? "pending" : "available";
}
