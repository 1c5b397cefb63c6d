import type { Pair } from "../core/connection/connection-id.ts";
import type { PeeringPhase } from "../core/connection/network.ts";
import type { Deps } from "./ports.ts";

export interface AcceptPeeringInput extends Pair {
  readonly peering: string;
  /** The phase in which the request left it. */
  readonly phase: PeeringPhase;
}

export interface AcceptPeeringOutput {
  /** Whether this call accepted it; false when that was done before. */
  readonly accepted: boolean;
}

/** Makes sure that the accepter has said yes. */
export async function acceptPeering({ provider }: Deps, input: AcceptPeeringInput): Promise<AcceptPeeringOutput> {
  const { requester, accepter, peering, phase } = input;
  if (phase === "active" || phase === "provisioning") return { accepted: false };
  await provider.acceptPeering({ requester, accepter }, peering);
  return { accepted: true };
}
