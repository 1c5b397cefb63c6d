import type { NetworkGrant } from "./network-grants.ts";

export type StepName =
  | "list-places"
  | "read-place"
  | "read-intent"
  | "start-connections"
  | "start-round"
  | "read-round"
  | "plan-connection"
  | "preview-connection"
  | "request-approval"
  | "request-peering"
  | "accept-peering"
  | "read-peering"
  | "route-peering"
  | "open-firewall"
  | "verify-connection"
  | "allocate-tunnels"
  | "build-gateway"
  | "build-tunnels"
  | "propagate-routes"
  | "read-tunnels"
  | "close-firewall"
  | "remove-routes"
  | "remove-peering"
  | "remove-tunnels"
  | "release-tunnels"
  | "remove-gateway"
  | "list-connections"
  | "check-health"
  | "keep-flow-logs"
  | "query-flows"
  | "read-flows"
  | "plan-rotation"
  | "renew-key"
  | "rotate-key"
  | "verify-key"
  | "record-connection"
  | "record-failure";

export type LedgerCall = "GetItem" | "Query" | "PutItem" | "UpdateItem" | "DeleteItem";

/** What is done to the secrets below our prefix. */
export type SecretCall =
  | "CreateSecret"
  | "TagResource"
  | "DescribeSecret"
  | "GetSecretValue"
  | "PutSecretValue"
  | "RestoreSecret"
  | "DeleteSecret";

export interface StepPermissions {
  readonly networks: readonly NetworkGrant[];
  /** What it does to the ledger's table. */
  readonly ledger: readonly LedgerCall[];
  readonly secrets: readonly SecretCall[];
  /** May announce on the event bus. */
  readonly announces: boolean;
  /** May read the policy. */
  readonly governs: boolean;
  /** May let executions go on that wait for an approval. */
  readonly answers: boolean;
  /** The machines that it may start. */
  readonly starts: readonly StartedMachine[];
}

export type StartedMachine = "connect-networks" | "connect-rounds";
