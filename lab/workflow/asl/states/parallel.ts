import { evaluate } from "../evaluate.ts";
import { TaskFailure } from "../failure.ts";
import { fanOut } from "../fan-out.ts";
import type { Json } from "../json.ts";
import type { StateOf } from "../schema.ts";
import { evaluationAt, type Visit } from "../visit.ts";

/** Runs all branches on the same input and gives their outputs in order. */
export async function runParallel(state: StateOf<"Parallel">, visit: Visit): Promise<Json> {
  const { strand, input } = visit;
  try {
    const args =
      state.Arguments === undefined ? input : await evaluate(evaluationAt(visit), "Arguments", state.Arguments);
    strand.emit("ParallelStateStarted");
    const lanes = state.Branches.map((branch) => ({
      run: (lane: typeof strand) => strand.engine.runBranch(lane, branch, args),
    }));
    const outputs = await fanOut(strand, lanes, { limit: lanes.length, tolerates: () => false });
    strand.emit("ParallelStateSucceeded");
    return outputs;
  } catch (error) {
    if (error instanceof TaskFailure) strand.emit("ParallelStateFailed");
    throw error;
  }
}
