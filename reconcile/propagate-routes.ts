import type { ConnectionId, Pair } from "../core/connection/connection-id.ts";
import { seenFrom } from "../core/tunnels/tunnel-plan.ts";
import { noteOwned } from "./owned.ts";
import type { VpnBuilder } from "./ports.ts";
import { savedTunnels } from "./saved-tunnels.ts";
import { writtenPlan } from "./written-plan.ts";

export interface PropagateRoutesInput extends Pair {
  readonly connection: ConnectionId;
}

export interface PropagateRoutesOutput {
  /** How many tables take routes from a gateway because we said so. */
  readonly tables: number;
}

/**
 * Makes the tables of both networks take the routes that their gateways learn, and writes down where that is ours. It is
 * the last step that writes: the build has come to its end.
 */
export async function propagateRoutes(
  { provider, ledger }: Pick<VpnBuilder, "provider" | "ledger">,
  { connection }: PropagateRoutesInput,
): Promise<PropagateRoutesOutput> {
  await writtenPlan(ledger, connection);
  const plan = await savedTunnels(ledger, connection);
  let tables = 0;
  for (const side of ["requester", "accepter"] as const) {
    const owned = await provider.propagateRoutes(seenFrom(plan, side));
    await noteOwned(ledger, connection, owned);
    tables += owned.length;
  }
  await ledger.saveTunnels({ plan, finished: true });
  return { tables };
}
