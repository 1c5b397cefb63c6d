import type { ConnectionId, Pair } from "../core/connection/connection-id.ts";
import type { Peering } from "../core/connection/network.ts";
import type { RouteChange } from "../core/plan/change.ts";
import { routeId } from "../core/plan/routes.ts";
import type { OwnedObject } from "../providers/provider.ts";
import type { Deps } from "./ports.ts";
import { endTurn } from "./turns.ts";
import { writtenPlan } from "./written-plan.ts";

export interface RoutePeeringInput extends Pair {
  readonly connection: ConnectionId;
  readonly peering: string;
  readonly options: Peering["options"];
}

export interface RoutePeeringOutput {
  readonly routes: number;
}

/**
 * Makes the planned routes on both sides at once, each side one after the other, and sets the peering's options. Nothing
 * is written to the networks themselves after that, so others may.
 */
export async function routePeering(
  { provider, ledger, leases }: Deps,
  input: RoutePeeringInput,
): Promise<RoutePeeringOutput> {
  const { connection, peering, options, requester, accepter } = input;
  const { routeChanges } = await writtenPlan(ledger, connection);
  await provider.setPeeringOptions({ requester, accepter }, { id: peering, options });
  const sides = await Promise.allSettled(
    [requester, accepter].map(async (network) => {
      const changes = routeChanges.filter((change) => change.network === network);
      if (changes.length === 0) return 0;
      // Noted before they are made: a route of ours that the ledger does not know would never be taken away.
      const [made, taken] = [changes.filter(isMade), changes.filter((change) => !isMade(change))];
      await ledger.ownObjects(connection, made.map(ownedRoute));
      const owned = await provider.applyRoutes(network, peering, changes);
      await ledger.disownObjects(connection, taken.map(ownedRoute));
      return owned.length;
    }),
  );
  const failed = sides.find((side) => side.status === "rejected");
  if (failed !== undefined) throw failed.reason;
  await endTurn(leases, input);
  return { routes: sides.reduce((sum, side) => sum + (side.status === "fulfilled" ? side.value : 0), 0) };
}

function isMade({ action }: RouteChange): boolean {
  return action !== "delete";
}

function ownedRoute({ network, table, destination }: RouteChange): OwnedObject {
  return { kind: "route", id: routeId(table, destination), network };
}
