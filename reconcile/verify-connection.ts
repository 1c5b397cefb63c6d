import type { ConnectionId, Pair } from "../core/connection/connection-id.ts";
import type { RouteTable } from "../core/connection/network.ts";
import { NotYetVisible } from "../core/faults.ts";
import type { RouteChange } from "../core/plan/change.ts";
import type { Deps } from "./ports.ts";
import { writtenPlan } from "./written-plan.ts";

export interface VerifyConnectionInput extends Pair {
  readonly connection: ConnectionId;
  readonly peering: string;
}

export interface VerifyConnectionOutput {
  /** How many routes were read back. */
  readonly routes: number;
}

/**
 * Reads back what was written: every planned route must be there, lead to the peering and be usable.
 *
 * @throws NotYetVisible naming the first route that is not
 */
export async function verifyConnection(
  { provider, ledger }: Deps,
  input: VerifyConnectionInput,
): Promise<VerifyConnectionOutput> {
  const { connection, requester, accepter, peering } = input;
  const { routeChanges } = await writtenPlan(ledger, connection);
  const changed = routeChanges.filter(({ action }) => action !== "delete");
  if (changed.length === 0) return { routes: 0 };
  const tables = await provider.readRouteTables([requester, accepter]);
  const missing = changed.find((change) => !isRouted(tables.get(change.network) ?? [], change, peering));
  if (missing !== undefined) {
    throw new NotYetVisible(`${missing.table} does not route ${missing.destination} to ${peering} yet`);
  }
  return { routes: changed.length };
}

function isRouted(tables: readonly RouteTable[], change: RouteChange, peering: string): boolean {
  const table = tables.find(({ id }) => id === change.table);
  const route = table?.routes.find(({ destination }) => destination === change.destination);
  return route?.state === "active" && route.target.kind === "peering" && route.target.id === peering;
}
