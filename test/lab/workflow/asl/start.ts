import { Execution, type RunTask } from "../../../../lab/workflow/asl/execution.ts";
import type { Json } from "../../../../lab/workflow/asl/json.ts";
import { loadMachine } from "../../../../lab/workflow/asl/load-machine.ts";
import { TaskTokens } from "../../../../lab/workflow/asl/tokens.ts";
import { VirtualClock } from "../../../../lab/world/clock.ts";
import { SeededRandom } from "../../../../lab/world/random.ts";

export interface World {
  readonly clock: VirtualClock;
  readonly tokens: TaskTokens;
  readonly execution: Execution;
  /** Virtual seconds since the start. */
  readonly elapsed: () => number;
}

/** Starts a machine in a world of its own, at 2026-01-01T00:00:00Z. Without a `runTask`, a task gives its arguments back. */
export function start(
  definition: unknown,
  options: { readonly input?: Json; readonly runTask?: (world: Omit<World, "execution">) => RunTask } = {},
): World {
  const clock = new VirtualClock(Date.parse("2026-01-01T00:00:00Z"));
  const began = clock.now();
  const random = new SeededRandom(1);
  const world = { clock, tokens: new TaskTokens(random), elapsed: () => (clock.now() - began) / 1000 };
  const execution = new Execution({
    machine: loadMachine(definition),
    stateMachineArn: "arn:aws:states:us-east-1:111111111111:stateMachine:under-test",
    stateMachineName: "under-test",
    executionArn: "arn:aws:states:us-east-1:111111111111:execution:under-test:1",
    executionName: "1",
    roleArn: "arn:aws:iam::111111111111:role/under-test",
    input: options.input ?? {},
    clock,
    random,
    tokens: world.tokens,
    runTask: options.runTask?.(world) ?? (async (_resource, args) => args),
  });
  return { ...world, execution };
}

/** A machine from its states, the first of which it starts at. */
export function machine(states: Record<string, object>, fields: object = {}): object {
  return { QueryLanguage: "JSONata", StartAt: Object.keys(states)[0], States: states, ...fields };
}
