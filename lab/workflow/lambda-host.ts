import type { SeededRandom } from "../world/random.ts";
import { type LambdaFunction, LambdaProcess, type LogLine } from "./lambda-process.ts";
import type { FunctionError } from "./lambda-protocol.ts";

export type { LambdaFunction, LogLine } from "./lambda-process.ts";

/** What Invoke answers: the handler's result, or, with a `functionError`, the error as the payload. */
export interface InvocationResult {
  readonly requestId: string;
  readonly payload: unknown;
  readonly functionError?: FunctionError;
}

/**
 * Runs bundled functions in child processes, as Lambda does: a process serves one invocation at a time and stays warm for
 * the next; invocations side by side get processes of their own; one that crashed or ran out of time is replaced. Timeouts
 * and the memory limit (of the JavaScript heap) are real, and so is the time that a function sees.
 */
export class LambdaHost {
  readonly #random: SeededRandom;
  readonly #onLog: (line: LogLine) => void;
  readonly #most: number;
  readonly #running = new Map<string, number>();
  readonly #waiting: { readonly key: string; readonly resolve: (instance: LambdaProcess) => void }[] = [];
  readonly #idle = new Map<string, LambdaProcess[]>();
  readonly #all = new Set<LambdaProcess>();
  readonly #killAll = (): Promise<unknown> => {
    const killed = [...this.#all].map((instance) => instance.kill());
    this.#all.clear();
    return Promise.all(killed);
  };

  /** @param options.instances how many a function may have at once, further invocations wait; default: no limit */
  constructor(options: {
    readonly random: SeededRandom;
    readonly onLog?: (line: LogLine) => void;
    readonly instances?: number | undefined;
  }) {
    this.#random = options.random;
    this.#most = options.instances ?? Number.POSITIVE_INFINITY;
    this.#onLog = options.onLog ?? (() => undefined);
    // A process that spins does not notice that its parent has gone.
    process.once("exit", this.#killAll);
  }

  async invoke(fn: LambdaFunction, payload: unknown): Promise<InvocationResult> {
    const requestId = this.#random.uuid();
    const traceId = `Root=1-${this.#random.hex(8)}-${this.#random.hex(24)};Parent=${this.#random.hex(16)};Sampled=1`;
    const instance = await this.#await(fn);
    const answer = await instance.invoke({ requestId, payload: JSON.stringify(payload) ?? "null", traceId });
    this.#giveBack(fn, instance);
    if (answer.kind === "result") return { requestId, payload: JSON.parse(answer.payload) };
    return { requestId, payload: answer.error, functionError: answer.error };
  }

  /** An instance at once, or, when there are as many as there may be, the next that is given back. */
  #await(fn: LambdaFunction): Promise<LambdaProcess> {
    const key = keyOf(fn);
    const running = this.#running.get(key) ?? 0;
    if (running >= this.#most) return new Promise((resolve) => this.#waiting.push({ key, resolve }));
    this.#running.set(key, running + 1);
    return Promise.resolve(this.#take(fn));
  }

  /** Kills every process and waits until all are gone; invocations under way end as Runtime.ExitError. */
  async close(): Promise<void> {
    process.off("exit", this.#killAll);
    this.#idle.clear();
    await this.#killAll();
  }

  #take(fn: LambdaFunction): LambdaProcess {
    const idle = this.#idle.get(keyOf(fn)) ?? [];
    for (let instance = idle.pop(); instance !== undefined; instance = idle.pop()) {
      if (instance.alive) return instance;
      this.#all.delete(instance);
    }
    const instance = new LambdaProcess(fn, this.#onLog);
    this.#all.add(instance);
    return instance;
  }

  #giveBack(fn: LambdaFunction, instance: LambdaProcess): void {
    const key = keyOf(fn);
    if (instance.alive) this.#idle.set(key, [...(this.#idle.get(key) ?? []), instance]);
    else this.#all.delete(instance);
    const next = this.#waiting.findIndex((one) => one.key === key);
    if (next < 0) this.#running.set(key, (this.#running.get(key) ?? 1) - 1);
    else this.#waiting.splice(next, 1)[0]?.resolve(this.#take(fn));
  }
}

/** A function whose configuration has changed starts afresh. */
function keyOf(fn: LambdaFunction): string {
  return JSON.stringify(fn);
}
