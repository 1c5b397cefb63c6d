import { type Evaluation, evaluate } from "./evaluate.ts";
import { TaskFailure } from "./failure.ts";
import type { Json } from "./json.ts";
import type { Strand } from "./strand.ts";

/** One stay in a state, from its entry to its exit, retries included. */
export interface Visit {
  readonly strand: Strand;
  readonly name: string;
  readonly input: Json;
  readonly enteredEventId: number;
  /** Epoch milliseconds. */
  readonly enteredTime: number;
  retryCount: number;
  taskToken: string | undefined;
}

/** How a state is left: its output, the variables that it assigns, and the state after it (none ends the branch). */
export interface Exit {
  readonly output: Json;
  readonly assign: { readonly [key: string]: Json };
  readonly next: string | undefined;
}

/** Quota of a state's input or output: 256 KiB of UTF-8 (Step Functions developer guide, "Quotas"). */
const MAX_DATA_BYTES = 262_144;

/** What `$states` holds beyond input and context: `result` after the work is done, `errorOutput` in a Catch. */
type StatesExtras = { readonly [key in "result" | "errorOutput"]?: Json };

/** The names in reach of a state's expressions. */
export function evaluationAt(visit: Visit, extras: StatesExtras = {}): Evaluation {
  const { strand, name, enteredEventId } = visit;
  return {
    bindings: {
      ...strand.engine.functions,
      ...strand.variables,
      states: { input: visit.input, context: contextOf(visit), ...extras },
    },
    preface: `An error occurred while executing the state '${name}' (entered at the event id #${enteredEventId}).`,
    onFailure: (failure) => strand.emit("EvaluationFailed", { ...failure, state: name }),
  };
}

/** Leaves a state by its Output, Assign and Next; without an Output it gives what is passed on instead. */
export async function leave(
  visit: Visit,
  way: { Output?: unknown; Assign?: Record<string, unknown> | undefined; Next?: string | undefined },
  options: { readonly output: Json; readonly extras?: StatesExtras; readonly field?: string },
): Promise<Exit> {
  const at = evaluationAt(visit, options.extras);
  const field = options.field ?? "";
  const output = way.Output === undefined ? options.output : await evaluate(at, `${field}Output`, way.Output);
  if (Buffer.byteLength(JSON.stringify(output)) > MAX_DATA_BYTES) {
    throw new TaskFailure({
      error: "States.DataLimitExceeded",
      cause: `The state '${visit.name}' returned a result with a size exceeding the maximum number of bytes service limit.`,
    });
  }
  const assign: { [key: string]: Json } = {};
  for (const [key, template] of Object.entries(way.Assign ?? {})) {
    assign[key] = await evaluate(at, `${field}Assign/${key}`, template);
  }
  return { output, assign, next: way.Next };
}

/** The context object (Step Functions developer guide, "Accessing execution data from the Context object"). */
function contextOf({ strand, name, enteredTime, retryCount, taskToken }: Visit): Json {
  return {
    ...strand.engine.context,
    State: { Name: name, EnteredTime: new Date(enteredTime).toISOString(), RetryCount: retryCount },
    ...(strand.mapItem === undefined ? {} : { Map: { Item: strand.mapItem } }),
    ...(taskToken === undefined ? {} : { Task: { Token: taskToken } }),
  };
}
