import { TaskFailure } from "../failure.ts";
import { History } from "../history.ts";
import type { Json } from "../json.ts";
import type { Branch } from "../schema.ts";
import { type Engine, Strand } from "../strand.ts";

/** An express execution runs at most so long (Step Functions developer guide, "Quotas"), milliseconds. */
const longest = 5 * 60_000;

/**
 * Runs an iteration of a Distributed Map: an express execution of its own, which knows the variables and the input of
 * nobody else, is billed by duration and not by transitions, and keeps no history.
 */
export async function runExpressChild(parent: Strand, processor: Branch, input: Json, map: string): Promise<Json> {
  const { clock } = parent.engine;
  const late = new AbortController();
  const cancel = clock.at(clock.now() + longest, () =>
    late.abort(new TaskFailure({ error: "States.Timeout", cause: "an express execution takes five minutes at most" })),
  );
  const strand = new Strand(engineOf(parent.engine, input, map), {
    signal: AbortSignal.any([parent.signal, late.signal]),
  });
  try {
    return await parent.park(strand.engine.runBranch(strand, processor, input));
  } finally {
    cancel();
    strand.end();
  }
}

function engineOf(engine: Engine, input: Json, map: string): Engine {
  const { clock, random, identity, context } = engine;
  const executionName = random.uuid();
  const [prefix] = identity.executionArn.split(/:(?=[^:]*$)/);
  const executionArn = `${prefix?.replace(":execution:", ":express:")}/${map}:${executionName}`;
  return {
    ...engine,
    identity: { ...identity, executionArn, executionName },
    context: {
      ...context,
      Execution: {
        Id: executionArn,
        Input: input,
        Name: executionName,
        StartTime: new Date(clock.now()).toISOString(),
      },
    },
    history: new History(
      () => clock.now(),
      () => undefined,
    ),
    countTransition: () => undefined,
  };
}
