import type { ConnectionId, Pair } from "../core/connection/connection-id.ts";
import type { PeeringPhase } from "../core/connection/network.ts";
import type { Deps } from "./ports.ts";

export interface RequestPeeringInput extends Pair {
  readonly connection: ConnectionId;
}

export interface RequestPeeringOutput {
  readonly peering: string;
  readonly phase: PeeringPhase;
}

/** Makes sure that a peering is asked for, and writes down that it is ours. */
export async function requestPeering(deps: Deps, input: RequestPeeringInput): Promise<RequestPeeringOutput> {
  const { connection, requester, accepter } = input;
  const { id, phase } = await deps.provider.requestPeering({ requester, accepter }, connection);
  await deps.ledger.ownObjects(connection, [{ kind: "peering", id, network: requester }]);
  return { peering: id, phase };
}
