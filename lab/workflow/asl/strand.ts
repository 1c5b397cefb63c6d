import type { VirtualClock } from "../../world/clock.ts";
import type { SeededRandom } from "../../world/random.ts";
import type { History } from "./history.ts";
import type { Json } from "./json.ts";
import type { Branch } from "./schema.ts";
import type { TaskTokens } from "./tokens.ts";

/** What the interpreter tells `runTask` about the attempt that it is to carry out. */
export interface TaskContext {
  readonly stateName: string;
  readonly executionArn: string;
  readonly executionName: string;
  readonly stateMachineArn: string;
  /** Only for a resource that ends in `.waitForTaskToken`. */
  readonly taskToken?: string;
  /** Aborted when nobody waits for the answer any more: a timeout, a failed sibling, StopExecution. */
  readonly signal: AbortSignal;
}

/**
 * Carries out one task and gives its result, or throws `TaskFailure`. Anything else that it throws is a defect of its own
 * and ends the execution with States.Runtime.
 *
 * The interpreter does not hold the clock while this is under way: an implementor that does real work (a Lambda function)
 * holds it, from before it first awaits (`clock.during`); one that waits for something virtual (another execution) does not.
 */
export type RunTask = (resource: string, args: Json, context: TaskContext) => Promise<unknown>;

/** What all strands of one execution share. */
export interface Engine {
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  readonly tokens: TaskTokens;
  readonly runTask: RunTask;
  readonly history: History;
  readonly functions: Record<string, unknown>;
  readonly identity: {
    readonly executionArn: string;
    readonly executionName: string;
    readonly stateMachineArn: string;
  };
  /** The constant part of `$states.context`. */
  readonly context: { readonly [key: string]: Json };
  readonly countTransition: () => void;
  readonly runBranch: (strand: Strand, branch: Branch, input: Json) => Promise<Json>;
}

interface StrandOptions {
  readonly signal: AbortSignal;
  readonly variables?: Readonly<Record<string, Json>>;
  readonly previousEventId?: number;
  /** `$states.context.Map` inside a Map's iteration. */
  readonly mapItem?: Json;
}

/**
 * One line of control: the execution's own, or that of a Parallel's branch or a Map's iteration. It holds the clock from
 * its making to its end, but for the times when it is parked.
 */
export class Strand {
  readonly engine: Engine;
  readonly signal: AbortSignal;
  readonly mapItem: Json | undefined;
  previousEventId: number;
  #variables: Readonly<Record<string, Json>>;
  #release: (() => void) | undefined;

  constructor(engine: Engine, options: StrandOptions) {
    this.engine = engine;
    this.signal = options.signal;
    this.mapItem = options.mapItem;
    this.previousEventId = options.previousEventId ?? 0;
    this.#variables = options.variables ?? {};
    this.#hold();
  }

  get variables(): Readonly<Record<string, Json>> {
    return this.#variables;
  }

  /** What is assigned here is seen by later forks, never by the strand that this one was forked from. */
  assign(values: Readonly<Record<string, Json>>): void {
    this.#variables = { ...this.#variables, ...values };
  }

  /** Puts an event into the history; a strand that was interrupted ends here instead. */
  emit(type: string, details?: { readonly [key: string]: unknown }): number {
    this.signal.throwIfAborted();
    this.previousEventId = this.engine.history.record(type, this.previousEventId, details);
    return this.previousEventId;
  }

  fork(options: { readonly signal: AbortSignal; readonly mapItem?: Json }): Strand {
    const mapItem = options.mapItem ?? this.mapItem;
    return new Strand(this.engine, {
      signal: options.signal,
      variables: this.#variables,
      previousEventId: this.previousEventId,
      ...(mapItem === undefined ? {} : { mapItem }),
    });
  }

  /** Waits with the clock let go. It is held again in the very turn in which the wait ends, so that no time slips by. */
  async park<T>(work: Promise<T>, signal: AbortSignal = this.signal): Promise<T> {
    signal.throwIfAborted();
    const interruption = Promise.withResolvers<never>();
    const interrupt = () => {
      this.#hold();
      interruption.reject(signal.reason);
    };
    signal.addEventListener("abort", interrupt, { once: true });
    this.#letGo();
    try {
      return await Promise.race([work, interruption.promise]);
    } finally {
      signal.removeEventListener("abort", interrupt);
      this.#hold();
    }
  }

  /** Waits until a time of the virtual clock; a time that has passed does not wait. */
  async sleepUntil(time: number): Promise<void> {
    if (time <= this.engine.clock.now()) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const cancel = this.engine.clock.at(time, () => {
      this.#hold();
      resolve();
    });
    try {
      await this.park(promise);
    } finally {
      cancel();
    }
  }

  end(): void {
    this.#letGo();
  }

  #hold(): void {
    this.#release ??= this.engine.clock.hold();
  }

  #letGo(): void {
    this.#release?.();
    this.#release = undefined;
  }
}
