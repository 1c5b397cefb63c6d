import { providerError } from "../arm-error.ts";
import { deletionAnswer, type Operation, progressHeaders } from "../operations.ts";
import type { AzureState, Group } from "../state.ts";
import type { ArmCall, HttpAnswer } from "../wire.ts";
import { lockedByAnother } from "./errors.ts";
import type { TopLevel } from "./resources.ts";

/** Seconds; recorded answers ask for no more, however long the operation takes. */
const MOST_PATIENCE = 10;

export interface Write {
  /** As messages name it: `PutSubnetOperation`. */
  readonly name: string;
  readonly target: TopLevel;
  /** The child that is written, `subnets/<key>`; the target itself when left out. */
  readonly child?: string;
  /** Virtual seconds; 0 for a write that changes nothing that has to be rolled out. */
  readonly seconds: number;
  /** What happens when it is done. */
  readonly finish?: () => void;
}

/** Starts an operation that locks its target. The etag changes now and when the operation ends. */
export function beginWrite(state: AzureState, group: Group, write: Write, kind: "Updating" | "Deleting"): Operation {
  const { target, child } = write;
  target.etag = newEtag(state);
  const operation = state.operations.start({
    ...{ name: write.name, subscription: group.subscription, location: target.location, seconds: write.seconds },
    finish: () => {
      target.busy = undefined;
      if (write.seconds > 0) target.etag = newEtag(state);
      write.finish?.();
    },
  });
  if (!operation.done) target.busy = { operation, state: kind, child };
  return operation;
}

interface Put {
  readonly created: boolean;
  readonly operation: Operation;
  /** Seconds, sent only while the operation runs. */
  readonly retryAfter: number;
  readonly body: object;
}

/** The answer to a PUT: 201 for a new resource and 200 for an old one, with the state that it is in by now. */
export function putAnswer(call: ArmCall, { created, operation, retryAfter, body }: Put): HttpAnswer {
  const patience = operation.done ? {} : { "retry-after": String(retryAfter) };
  return { status: created ? 201 : 200, headers: { ...progressHeaders(call, operation), ...patience }, body };
}

/** The answer to a DELETE of something that is there. */
export function beginDelete(state: AzureState, group: Group, call: ArmCall, write: Write): HttpAnswer {
  const retryAfter = Math.min(write.seconds, MOST_PATIENCE);
  return deletionAnswer(call, beginWrite(state, group, write, "Deleting"), retryAfter);
}

/** The answer to a DELETE of something that is not there. */
export const NOTHING_TO_DELETE: HttpAnswer = { status: 204, headers: {} };

export function getAnswer({ etag }: TopLevel, body: object): HttpAnswer {
  return { status: 200, headers: { etag }, body };
}

export function newEtag(state: AzureState): string {
  return `W/"${state.random.uuid()}"`;
}

/** Throws unless a resource itself may be written: the etag asked for, if any, is its own, and it is not locked. */
export function checkFree(call: ArmCall, target: TopLevel): void {
  checkEtag(call, target);
  if (target.busy !== undefined) throw lockedByAnother(target.id, target.busy);
}

export function checkEtag(call: ArmCall, { id, etag }: TopLevel): void {
  const asked = call.headers["if-match"];
  if (asked === undefined || asked === "*" || asked === etag) return;
  const message = `Precondition failed. Etag provided in if-match header ${asked} does not match etag ${etag} of resource ${id} in NRP data store.`;
  throw providerError("PreconditionFailed", message, 412);
}

/** The `provisioningState` of a resource, or of a child of it. */
export function provisioningState({ busy }: TopLevel, child?: string): "Succeeded" | "Updating" | "Deleting" {
  if (busy === undefined) return "Succeeded";
  if (busy.child === child) return busy.state;
  if (child === undefined) return "Updating";
  return busy.child === undefined ? busy.state : "Succeeded";
}
