import type { ConnectionId, Pair } from "../core/connection/connection-id.ts";
import type { Peering } from "../core/connection/network.ts";
import type { Deps } from "./ports.ts";
import { writtenPlan } from "./written-plan.ts";

export interface RoutePeeringInput extends Pair {
  readonly connection: ConnectionId;
  readonly peering: string;
  readonly dns: Peering["dns"];
}

export interface RoutePeeringOutput {
  readonly routes: number;
}

/** Makes the planned routes on both sides at once, each side one after the other, and lets names resolve across. */
export async function routePeering({ provider, ledger }: Deps, input: RoutePeeringInput): Promise<RoutePeeringOutput> {
  const { connection, peering, dns, requester, accepter } = input;
  const { routeChanges } = await writtenPlan(ledger, connection);
  await provider.resolveDns({ requester, accepter }, { id: peering, dns });
  const sides = await Promise.allSettled(
    [requester, accepter].map(async (network) => {
      const changes = routeChanges.filter((change) => change.network === network);
      const owned = changes.length > 0 ? await provider.applyRoutes(network, peering, changes) : [];
      await ledger.ownObjects(connection, owned);
      return owned.length;
    }),
  );
  const failed = sides.find((side) => side.status === "rejected");
  if (failed !== undefined) throw failed.reason;
  return { routes: sides.reduce((sum, side) => sum + (side.status === "fulfilled" ? side.value : 0), 0) };
}
