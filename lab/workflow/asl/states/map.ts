import { type Evaluation, evaluate, evaluateTo, fail } from "../evaluate.ts";
import { TaskFailure } from "../failure.ts";
import { fanOut, type Lane, type Tolerates } from "../fan-out.ts";
import type { Json } from "../json.ts";
import type { StateOf } from "../schema.ts";
import type { Strand } from "../strand.ts";
import { evaluationAt, type Visit } from "../visit.ts";
import { runExpressChild } from "./express-child.ts";

/** How many iterations run at once at most (Step Functions developer guide, "Map state processing modes"). */
const mostAtOnce = { INLINE: 40, DISTRIBUTED: 10_000 } as const;

type MapState = StateOf<"Map">;

/** Runs the processor once for each item and gives the outputs in the items' order. */
export async function runMap(state: MapState, visit: Visit): Promise<Json> {
  const { strand } = visit;
  const mode = state.ItemProcessor.ProcessorConfig?.Mode ?? "INLINE";
  const lane = mode === "INLINE" ? laneOf : childLane;
  let tolerance: Tolerance | undefined;
  try {
    const at = evaluationAt(visit);
    const limit = await optionalNumber(at, state, "MaxConcurrency");
    const items = await itemsOf(state, visit, at);
    tolerance = mode === "INLINE" ? await toleranceOf(at, state, items.length) : noneTolerated;
    strand.emit("MapStateStarted", { length: items.length });
    if (mode === "DISTRIBUTED") strand.emit("MapRunStarted");
    const outputs = await fanOut(
      strand,
      items.map((item, index) => lane(state, visit, { item, index })),
      { limit: Math.min(limit || mostAtOnce[mode], mostAtOnce[mode]), tolerates: tolerance.tolerates },
    );
    if (mode === "DISTRIBUTED") strand.emit("MapRunSucceeded");
    strand.emit("MapStateSucceeded");
    return outputs;
  } catch (error) {
    if (!(error instanceof TaskFailure)) throw error;
    const failure = tolerance?.exceeded() ?? error;
    if (tolerance === noneTolerated) strand.emit("MapRunFailed", { error: failure.error, cause: failure.cause });
    strand.emit("MapStateFailed");
    throw failure;
  }
}

async function itemsOf(state: MapState, visit: Visit, at: Evaluation): Promise<Json[]> {
  if (state.Items !== undefined) return evaluateTo(at, "Items", state.Items, "array");
  if (Array.isArray(visit.input)) return visit.input;
  return fail(at, "Items", `Map state input must be an array but was: ${JSON.stringify(visit.input)}`);
}

function laneOf(state: MapState, visit: Visit, { item, index }: Item): Lane {
  const iteration = { name: visit.name, index };
  return {
    mapItem: { Index: index, Value: item },
    async run(strand: Strand) {
      strand.emit("MapIterationStarted", iteration);
      try {
        const input = await inputOf(state, { ...visit, strand }, item);
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

interface Item {
  readonly item: Json;
  readonly index: number;
}

/** An iteration in an execution of its own, of which the Map's history tells nothing. */
function childLane(state: MapState, visit: Visit, { item, index }: Item): Lane {
  return {
    mapItem: { Index: index, Value: item },
    run: async (strand) => {
      const input = await inputOf(state, { ...visit, strand }, item);
      return runExpressChild(strand, state.ItemProcessor, input, visit.name);
    },
  };
}

async function inputOf(state: MapState, visit: Visit, item: Json): Promise<Json> {
  return state.ItemSelector === undefined ? item : evaluate(evaluationAt(visit), "ItemSelector", state.ItemSelector);
}

interface Tolerance {
  readonly tolerates: Tolerates;
  /** The failure to report in place of the last iteration's own, when a tolerance was given and passed. */
  readonly exceeded: () => TaskFailure | undefined;
}

const thresholdExceeded = {
  error: "States.ExceedToleratedFailureThreshold",
  cause: "The specified tolerated failure threshold was exceeded",
};

/** A Distributed Map tolerates nothing unless told to, and a child's own error is not the Map's. */
const noneTolerated: Tolerance = { tolerates: () => false, exceeded: () => new TaskFailure(thresholdExceeded) };

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
    exceeded: () => (passed ? new TaskFailure(thresholdExceeded) : undefined),
  };
}

async function optionalNumber(
  at: Evaluation,
  state: MapState,
  field: "MaxConcurrency" | "ToleratedFailureCount" | "ToleratedFailurePercentage",
): Promise<number | undefined> {
  return state[field] === undefined ? undefined : evaluateTo(at, field, state[field], "number");
}
