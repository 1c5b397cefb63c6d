import type { ConnectionId, Pair } from "../core/connection/connection-id.ts";
import type { PeeringPhase } from "../core/connection/network.ts";
import type { Deps } from "./ports.ts";
import { takeTurn } from "./turns.ts";
import { writtenPlan } from "./written-plan.ts";

export interface AcceptPeeringInput extends Pair {
  readonly connection: ConnectionId;
  readonly peering: string;
  /** The phase in which the request left it. */
  readonly phase: PeeringPhase;
  /** ISO 8601: now. */
  readonly at: string;
}

export interface AcceptPeeringOutput {
  /** Whether this call accepted it; false when that was done before. */
  readonly accepted: boolean;
}

/**
 * Makes sure that the accepter has said yes.
 *
 * @throws Busy while another connection writes to one of the networks: this one's turn ran out
 */
export async function acceptPeering(
  { provider, ledger, leases }: Deps,
  input: AcceptPeeringInput,
): Promise<AcceptPeeringOutput> {
  const { connection, requester, accepter, peering, phase } = input;
  if (phase === "active" || phase === "provisioning") return { accepted: false };
  await writtenPlan(ledger, connection);
  await takeTurn(leases, input);
  await ledger.ownObjects(connection, await provider.acceptPeering({ requester, accepter }, peering));
  return { accepted: true };
}
