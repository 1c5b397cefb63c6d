import { evaluateTo } from "../evaluate.ts";
import { TaskFailure } from "../failure.ts";
import type { StateOf } from "../schema.ts";
import { type Exit, evaluationAt, leave, type Visit } from "../visit.ts";

/** Leaves by the first rule whose Condition is true, with that rule's Output and Assign; else by Default with the state's. */
export async function runChoice(state: StateOf<"Choice">, visit: Visit): Promise<Exit> {
  const at = evaluationAt(visit);
  for (const [index, rule] of state.Choices.entries()) {
    const field = `Choices[${index}]/`;
    if (await evaluateTo(at, `${field}Condition`, rule.Condition, "boolean")) {
      return leave(visit, rule, { output: visit.input, field });
    }
  }
  if (state.Default !== undefined) {
    return leave(visit, { ...state, Next: state.Default }, { output: visit.input });
  }
  throw new TaskFailure({
    error: "States.NoChoiceMatched",
    cause: `${at.preface} Failed to transition out of the state. The state did not match any of the choice rules.`,
  });
}
