import type { VirtualClock } from "../../world/clock.ts";
import type { SeededRandom } from "../../world/random.ts";
import { Interrupted, TaskFailure } from "./failure.ts";
import { functionBindings } from "./functions.ts";
import { document, History, type HistoryEvent } from "./history.ts";
import type { Json } from "./json.ts";
import { runBranch } from "./run-branch.ts";
import type { Machine } from "./schema.ts";
import { type Engine, type RunTask, Strand } from "./strand.ts";
import type { TaskTokens } from "./tokens.ts";

export type { RunTask } from "./strand.ts";

export interface ExecutionOptions {
  /** From `loadMachine`. */
  readonly machine: Machine;
  readonly stateMachineArn: string;
  readonly stateMachineName: string;
  readonly executionArn: string;
  readonly executionName: string;
  readonly roleArn: string;
  readonly input: Json;
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  /** Shared by all executions that one SendTaskSuccess can reach. */
  readonly tokens: TaskTokens;
  /** Carries out tasks; who holds the clock meanwhile is told at `RunTask`. */
  readonly runTask: RunTask;
  readonly onEvent?: (event: HistoryEvent) => void;
}

export type Outcome =
  | { readonly status: "SUCCEEDED"; readonly output: Json }
  | { readonly status: "FAILED" | "TIMED_OUT" | "ABORTED"; readonly error?: string; readonly cause?: string };

const END_EVENTS = {
  SUCCEEDED: "ExecutionSucceeded",
  FAILED: "ExecutionFailed",
  TIMED_OUT: "ExecutionTimedOut",
  ABORTED: "ExecutionAborted",
} as const;

/**
 * One run of a machine, under way from its making. It holds the clock while it works, and lets it go while it waits for a
 * Wait, a retry's delay, a task or a token; so `clock.settle()` brings it to its end.
 */
export class Execution {
  /** Epoch milliseconds. */
  readonly startDate: number;
  /** Resolves at the end, whatever that is; never rejects. */
  readonly finished: Promise<Outcome>;
  #outcome: Outcome | undefined;
  #stopDate: number | undefined;
  #transitions = 0;
  readonly #clock: VirtualClock;
  readonly #history: History;
  readonly #interruption = new AbortController();
  readonly #root: Strand;
  readonly #cancelTimeout: () => void;
  readonly #resolve: (outcome: Outcome) => void;

  constructor(options: ExecutionOptions) {
    const { machine, clock } = options;
    this.#clock = clock;
    this.startDate = clock.now();
    this.#history = new History(() => clock.now(), options.onEvent ?? (() => undefined));
    const { promise, resolve } = Promise.withResolvers<Outcome>();
    this.finished = promise;
    this.#resolve = resolve;
    const countTransition = () => {
      this.#transitions++;
    };
    this.#root = new Strand(engineFor(options, this.#history, countTransition), { signal: this.#interruption.signal });
    this.#cancelTimeout =
      machine.TimeoutSeconds === undefined
        ? () => undefined
        : clock.at(this.startDate + machine.TimeoutSeconds * 1000, () => this.#interrupt("TIMED_OUT"));
    this.#root.emit("ExecutionStarted", { ...document("input", options.input), roleArn: options.roleArn });
    void this.#run(machine, options.input);
  }

  get status(): "RUNNING" | Outcome["status"] {
    return this.#outcome?.status ?? "RUNNING";
  }

  get outcome(): Outcome | undefined {
    return this.#outcome;
  }

  /** Epoch milliseconds; undefined while it runs. */
  get stopDate(): number | undefined {
    return this.#stopDate;
  }

  /** State transitions so far, counted as they are billed: states entered, and retries. */
  get transitions(): number {
    return this.#transitions;
  }

  get events(): readonly HistoryEvent[] {
    return this.#history.events;
  }

  /** StopExecution: ended at once; what a task is doing is told by its signal. Does nothing after the end. */
  stop(reason: { readonly error?: string; readonly cause?: string } = {}): void {
    this.#interrupt("ABORTED", reason);
  }

  #interrupt(status: "ABORTED" | "TIMED_OUT", reason: { readonly error?: string; readonly cause?: string } = {}): void {
    if (this.#outcome !== undefined) return;
    this.#interruption.abort(new Interrupted(status));
    this.#finish({ status, ...reason });
  }

  async #run(machine: Machine, input: Json): Promise<void> {
    try {
      this.#finish({ status: "SUCCEEDED", output: await runBranch(this.#root, machine, input) });
    } catch (error) {
      this.#finish(failureOutcome(error));
    } finally {
      this.#root.end();
    }
  }

  #finish(outcome: Outcome): void {
    if (this.#outcome !== undefined) return;
    this.#outcome = outcome;
    this.#stopDate = this.#clock.now();
    this.#cancelTimeout();
    const { status, ...details } = outcome;
    const shown = outcome.status === "SUCCEEDED" ? document("output", outcome.output) : details;
    this.#history.record(END_EVENTS[status], this.#root.previousEventId, shown);
    this.#resolve(outcome);
  }
}

function failureOutcome(error: unknown): Outcome {
  if (!(error instanceof TaskFailure)) return { status: "FAILED", error: "States.Runtime", cause: String(error) };
  return {
    status: "FAILED",
    ...(error.error === "" ? {} : { error: error.error }),
    ...(error.cause === undefined ? {} : { cause: error.cause }),
  };
}

function engineFor(options: ExecutionOptions, history: History, countTransition: () => void): Engine {
  const { clock, random, executionArn, executionName, stateMachineArn } = options;
  return {
    clock,
    random,
    tokens: options.tokens,
    runTask: options.runTask,
    history,
    functions: functionBindings(clock, random),
    identity: { executionArn, executionName, stateMachineArn },
    context: {
      Execution: {
        Id: executionArn,
        Input: options.input,
        Name: executionName,
        RoleArn: options.roleArn,
        StartTime: new Date(clock.now()).toISOString(),
        RedriveCount: 0,
      },
      StateMachine: { Id: stateMachineArn, Name: options.stateMachineName },
    },
    countTransition,
    runBranch,
  };
}
