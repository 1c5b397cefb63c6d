import type { ConnectionId } from "../core/connection/connection-id.ts";
import type { Digests } from "../core/plan/digest.ts";
import type { Policy } from "../core/policy/policy.ts";

/** What became of a plan that needs a person's approval. */
export interface Answer extends Digests {
  readonly verdict: "approved" | "rejected" | "expired";
  /** Who answered, as AWS knows them, and why; absent where nobody did. */
  readonly actor?: string;
  readonly reason?: string;
  /** Whether the approved plan was begun: then what is left of it may be done as well. */
  readonly begun?: boolean;
}

/** A plan that waits for somebody's approval. */
export interface ApprovalRequest {
  readonly connection: ConnectionId;
  /** The digest of the plan: what is approved is this and nothing else. */
  readonly plan: string;
  /** By which Step Functions knows the execution that waits. */
  readonly token: string;
  /** ISO 8601. */
  readonly expiresAt: string;
}

export interface Policies {
  /** The hub's policy as it is now. One that cannot be read says so itself: nothing is thrown for it. */
  read(): Promise<Policy>;
}

/** Plans that wait for a person. */
export interface Approvals {
  /** Keeps one request a connection, the latest. */
  ask(request: ApprovalRequest): Promise<void>;
  waiting(connection: ConnectionId): Promise<ApprovalRequest | undefined>;
  /** Lets the execution that waits go on with an answer; false when it waits no longer. */
  answer(request: ApprovalRequest, answer: Omit<Answer, "wish">): Promise<boolean>;
  /** Has the execution that waits plan again. */
  void(connection: ConnectionId): Promise<void>;
  forget(connection: ConnectionId): Promise<void>;
}
