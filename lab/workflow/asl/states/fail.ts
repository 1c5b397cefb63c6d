import { evaluateTo } from "../evaluate.ts";
import { TaskFailure } from "../failure.ts";
import type { StateOf } from "../schema.ts";
import { evaluationAt, type Visit } from "../visit.ts";

/** Fails the branch. A Fail state need not name an error: the name is then empty. */
export async function runFail(state: StateOf<"Fail">, visit: Visit): Promise<never> {
  const at = evaluationAt(visit);
  const error = state.Error === undefined ? "" : await evaluateTo(at, "Error", state.Error, "string");
  if (state.Cause === undefined) throw new TaskFailure({ error });
  throw new TaskFailure({ error, cause: await evaluateTo(at, "Cause", state.Cause, "string") });
}
