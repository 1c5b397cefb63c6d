import type { ConnectionId, Pair } from "../core/connection/connection-id.ts";
import type { PeeringPhase } from "../core/connection/network.ts";
import { type Cloud, locate } from "../core/connection/network-id.ts";
import type { Deps } from "./ports.ts";
import { takeTurn } from "./turns.ts";
import { writtenPlan } from "./written-plan.ts";

export interface RequestPeeringInput extends Pair {
  readonly connection: ConnectionId;
  /** ISO 8601: now. */
  readonly at: string;
}

export interface RequestPeeringOutput {
  readonly peering: string;
  readonly phase: PeeringPhase;
  /** How long to wait until the accepter can see the offer. */
  readonly waitSeconds: number;
}

/**
 * Makes sure that a peering is asked for, and writes down that it is ours.
 *
 * @throws Busy while another connection writes to one of the networks
 */
export async function requestPeering(deps: Deps, input: RequestPeeringInput): Promise<RequestPeeringOutput> {
  const { connection, requester, accepter } = input;
  await writtenPlan(deps.ledger, connection);
  await takeTurn(deps.leases, input);
  const { id, phase } = await deps.provider.requestPeering({ requester, accepter }, connection);
  await deps.ledger.ownObjects(connection, [{ kind: "peering", id, network: requester }]);
  return { peering: id, phase, waitSeconds: phase === "requested" ? waitFor(input) : 0 };
}

/**
 * On AWS a request takes about a second to reach the accepter in its own region and several to reach another one. On the
 * other clouds the second half can be made when the operation that makes the first is done.
 */
function waitFor({ requester, accepter }: Pair): number {
  const [one, other] = [locate(requester), locate(accepter)];
  return one.cloud === "aws" && one.region !== other.region ? 10 : waits[one.cloud];
}

const waits: Readonly<Record<Cloud, number>> = { aws: 2, gcp: 20, azure: 10 };
