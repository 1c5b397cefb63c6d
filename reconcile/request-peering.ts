import type { ConnectionId, Pair } from "../core/connection/connection-id.ts";
import type { PeeringPhase } from "../core/connection/network.ts";
import { locate } from "../core/connection/network-id.ts";
import type { Deps } from "./ports.ts";
import { writtenPlan } from "./written-plan.ts";

export interface RequestPeeringInput extends Pair {
  readonly connection: ConnectionId;
}

export interface RequestPeeringOutput {
  readonly peering: string;
  readonly phase: PeeringPhase;
  /** How long to wait until the accepter can see the offer. */
  readonly waitSeconds: number;
}

/** Makes sure that a peering is asked for, and writes down that it is ours. */
export async function requestPeering(deps: Deps, input: RequestPeeringInput): Promise<RequestPeeringOutput> {
  const { connection, requester, accepter } = input;
  await writtenPlan(deps.ledger, connection);
  const { id, phase } = await deps.provider.requestPeering({ requester, accepter }, connection);
  await deps.ledger.ownObjects(connection, [{ kind: "peering", id, network: requester }]);
  return { peering: id, phase, waitSeconds: phase === "requested" ? waitFor(input) : 0 };
}

/** A request takes about a second to reach the accepter in its own region and several to reach another one. */
function waitFor({ requester, accepter }: Pair): number {
  return locate(requester).region === locate(accepter).region ? 2 : 10;
}
