import { type Evaluation, evaluate, evaluateTo, fail } from "../evaluate.ts";
import { TaskFailure } from "../failure.ts";
import { fanOut, type Lane, type Tolerates } from "../fan-out.ts";
import type { Json } from "../json.ts";
import type { StateOf } from "../schema.ts";
import type { Strand } from "../strand.ts";
import { evaluationAt, type Visit } from "../visit.ts";

/** An inline Map runs at most so many iterations at once (Step Functions developer guide, "Map state in Inline mode"). */
const MAX_CONCURRENCY = 40;

type MapState = StateOf<"Map">;

/** Runs the processor once for each item and gives the outputs in the items' order. */
export async function runMap(state: MapState, visit: Visit): Promise<Json> {
  const { strand } = visit;
  let tolerance: Tolerance | undefined;
  try {
    const at = evaluationAt(visit);
    const limit = await optionalNumber(at, state, "MaxConcurrency");
    const items = await itemsOf(state, visit, at);
    tolerance = await toleranceOf(at, state, items.length);
    strand.emit("MapStateStarted", { length: items.length });
    const outputs = await fanOut(
      strand,
      items.map((item, index) => laneOf(state, visit, { item, index })),
      { limit: Math.min(limit || MAX_CONCURRENCY, MAX_CONCURRENCY), tolerates: tolerance.tolerates },
    );
    strand.emit("MapStateSucceeded");
    return outputs;
  } catch (error) {
    if (!(error instanceof TaskFailure)) throw error;
    strand.emit("MapStateFailed");
    throw tolerance?.exceeded() ?? error;
  }
}

async function itemsOf(state: MapState, visit: Visit, at: Evaluation): Promise<Json[]> {
  if (state.Items !== undefined) return evaluateTo(at, "Items", state.Items, "array");
  if (Array.isArray(visit.input)) return visit.input;
  return fail(at, "Items", `Map state input must be an array but was: ${JSON.stringify(visit.input)}`);
}

function laneOf(state: MapState, visit: Visit, { item, index }: { readonly item: Json; readonly index: number }): Lane {
  const iteration = { name: visit.name, index };
  return {
    mapItem: { Index: index, Value: item },
    async run(strand: Strand) {
      strand.emit("MapIterationStarted", iteration);
      try {
        const at = evaluationAt({ ...visit, strand });
        const input = state.ItemSelector === undefined ? item : await evaluate(at, "ItemSelector", state.ItemSelector);
        const output = await strand.engine.runBranch(strand, state.ItemProcessor, input);
        strand.emit("MapIterationSucceeded", iteration);
        return output;
      } catch (error) {
        if (error instanceof TaskFailure) strand.emit("MapIterationFailed", iteration);
        throw error;
      }
    },
  };
}

interface Tolerance {
  readonly tolerates: Tolerates;
  /** The failure to report in place of the last iteration's own, when a tolerance was given and passed. */
  readonly exceeded: () => TaskFailure | undefined;
}

async function toleranceOf(at: Evaluation, state: MapState, length: number): Promise<Tolerance> {
  const count = await optionalNumber(at, state, "ToleratedFailureCount");
  const percentage = await optionalNumber(at, state, "ToleratedFailurePercentage");
  const given = count !== undefined || percentage !== undefined;
  let passed = false;
  return {
    tolerates(failed) {
      const borne = failed <= (count ?? length) && failed * 100 <= (percentage ?? 100) * length;
      passed = given && !borne;
      return given && borne;
    },
    exceeded: () =>
      passed
        ? new TaskFailure({
            error: "States.ExceedToleratedFailureThreshold",
            cause: "The specified tolerated failure threshold was exceeded",
          })
        : undefined,
  };
}

async function optionalNumber(
  at: Evaluation,
  state: MapState,
  field: "MaxConcurrency" | "ToleratedFailureCount" | "ToleratedFailurePercentage",
): Promise<number | undefined> {
  return state[field] === undefined ? undefined : evaluateTo(at, field, state[field], "number");
}
