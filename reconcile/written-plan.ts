import type { ConnectionId } from "../core/connection/connection-id.ts";
import { Superseded } from "../core/faults.ts";
import type { Plan } from "../core/plan/change.ts";
import type { Ledger } from "./ports.ts";

/** The plan that `PlanConnection` wrote down; without one there is nothing to go by but a new one. */
export async function writtenPlan(ledger: Ledger, connection: ConnectionId): Promise<Plan> {
  const plan = await ledger.plan(connection);
  if (plan === undefined) throw new Superseded(`the plan of ${connection} is gone from the ledger`);
  return plan;
}
