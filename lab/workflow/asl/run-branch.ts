import { TaskFailure } from "./failure.ts";
import { withHandlers } from "./handlers.ts";
import { document } from "./history.ts";
import type { Json } from "./json.ts";
import type { Branch, State } from "./schema.ts";
import { runChoice } from "./states/choice.ts";
import { runFail } from "./states/fail.ts";
import { runMap } from "./states/map.ts";
import { runParallel } from "./states/parallel.ts";
import { runTask } from "./states/task.ts";
import { runWait } from "./states/wait.ts";
import type { Strand } from "./strand.ts";
import { type Exit, leave, type Visit } from "./visit.ts";

/** Goes from state to state until one ends the branch; gives the last output, or throws what failed it. */
export async function runBranch(strand: Strand, branch: Branch, branchInput: Json): Promise<Json> {
  let input = branchInput;
  let name: string | undefined = branch.StartAt;
  while (name !== undefined) {
    const exit: Exit = await runState(strand, branch, { name, input });
    strand.assign(exit.assign);
    input = exit.output;
    name = exit.next;
  }
  return input;
}

async function runState(
  strand: Strand,
  branch: Branch,
  { name, input }: { readonly name: string; readonly input: Json },
): Promise<Exit> {
  const state = branch.States[name];
  if (state === undefined) throw new TaskFailure({ error: "States.Runtime", cause: `there is no state '${name}'` });
  const enteredEventId = strand.emit(`${state.Type}StateEntered`, { name, ...document("input", input) });
  strand.engine.countTransition();
  const enteredTime = strand.engine.clock.now();
  const exit = await visitState(state, {
    strand,
    name,
    input,
    enteredEventId,
    enteredTime,
    retryCount: 0,
    taskToken: undefined,
  });
  strand.emit(`${state.Type}StateExited`, { name, ...document("output", exit.output), ...assigned(exit) });
  return exit;
}

function visitState(state: State, visit: Visit): Promise<Exit> {
  switch (state.Type) {
    case "Pass":
    case "Succeed":
      return leave(visit, state, { output: visit.input });
    case "Fail":
      return runFail(state, visit);
    case "Wait":
      return runWait(state, visit);
    case "Choice":
      return runChoice(state, visit);
    case "Task":
      return withHandlers(state, visit, () => runTask(state, visit));
    case "Parallel":
      return withHandlers(state, visit, () => runParallel(state, visit));
    case "Map":
      return withHandlers(state, visit, () => runMap(state, visit));
  }
}

function assigned({ assign }: Exit): { readonly [key: string]: unknown } {
  const entries = Object.entries(assign).map(([key, value]) => [key, JSON.stringify(value)]);
  if (entries.length === 0) return {};
  return { assignedVariables: Object.fromEntries(entries), assignedVariablesDetails: { truncated: false } };
}
