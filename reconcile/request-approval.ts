import type { ConnectionId, Pair } from "../core/connection/connection-id.ts";
import type { NetworkId } from "../core/connection/network-id.ts";
import type { Transport } from "../core/connection/status.ts";
import type { Problem } from "../core/problems.ts";
import { statusOf } from "./decide.ts";
import { entriesOf } from "./directory.ts";
import type { Deps } from "./ports.ts";
import { reportNetworks } from "./report-network.ts";
import { writeStatus } from "./write-status.ts";

export interface RequestApprovalInput extends Pair {
  readonly connection: ConnectionId;
  readonly transport: Transport;
  readonly problems: readonly Problem[];
  readonly askedBy?: NetworkId;
  readonly approval: { readonly plan: string; readonly seconds: number };
  /** By which the execution that waits is told the answer. */
  readonly token: string;
  /** ISO 8601: now. */
  readonly at: string;
}

export interface RequestApprovalOutput {
  /** ISO 8601: until when it waits. */
  readonly expiresAt: string;
}

/** Shows that a plan waits for a person. Nothing is done in any cloud but that its networks are told. */
export async function requestApproval(deps: Deps, input: RequestApprovalInput): Promise<RequestApprovalOutput> {
  const { approvals, ledger, events } = deps;
  const { connection, requester, accepter, token, at, approval, problems } = input;
  const { plan, seconds } = approval;
  const expiresAt = new Date(Date.parse(at) + seconds * 1000).toISOString();
  await approvals.ask({ connection, plan, token, expiresAt });
  await writeStatus(deps, input, await ledger.connection(connection), statusOf({ outcome: "approve", problems }));
  await events.announce({ type: "Approval Requested", connection, requester, accepter, plan, expiresAt, at });
  const records = await ledger.networks();
  await reportNetworks(deps, [requester, accepter], { records, directory: entriesOf(records), at });
  return { expiresAt };
}
