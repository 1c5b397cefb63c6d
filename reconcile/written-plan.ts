import type { ConnectionId } from "../core/connection/connection-id.ts";
import { Superseded } from "../core/faults.ts";
import { assertSameIntent } from "./directory.ts";
import type { Ledger, WrittenPlan } from "./ports.ts";

/**
 * The plan that `PlanConnection` wrote down, while it still is what both sides want: consent that was taken back must
 * not be acted on, however long a step waited.
 *
 * @throws Superseded when the plan is gone or the tags have changed: there is nothing to go by but a new one
 */
export async function writtenPlan(
  ledger: Pick<Ledger, "plan" | "networks">,
  connection: ConnectionId,
): Promise<WrittenPlan> {
  const plan = await ledger.plan(connection);
  if (plan === undefined) throw new Superseded(`the plan of ${connection} is gone from the ledger`);
  assertSameIntent(await ledger.networks(), plan, plan.fingerprints);
  return plan;
}
