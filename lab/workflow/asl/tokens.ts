import type { SeededRandom } from "../../world/random.ts";
import { TaskFailure } from "./failure.ts";
import type { Json } from "./json.ts";

/** A task that waits for SendTaskSuccess or SendTaskFailure. */
export interface OpenToken {
  readonly token: string;
  readonly answer: Promise<Json>;
  /** Called at each heartbeat; set by the task. */
  onHeartbeat: () => void;
  readonly close: () => void;
}

interface Waiting {
  readonly open: OpenToken;
  readonly resolve: (output: Json) => void;
  readonly reject: (failure: TaskFailure) => void;
}

/**
 * The task tokens of all executions that share it: what SendTaskSuccess, SendTaskFailure and SendTaskHeartbeat act on.
 * Each call answers false for a token that nothing waits on (any more).
 */
export class TaskTokens {
  #waiting = new Map<string, Waiting>();
  readonly #random: SeededRandom;

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  open(): OpenToken {
    const token = this.#random.hex(64);
    const { promise, resolve, reject } = Promise.withResolvers<Json>();
    // A task may fail for another reason before anyone awaits the answer.
    promise.catch(() => undefined);
    const open: OpenToken = {
      token,
      answer: promise,
      onHeartbeat: () => undefined,
      close: () => this.#waiting.delete(token),
    };
    this.#waiting.set(token, { open, resolve, reject });
    return open;
  }

  succeed(token: string, output: Json): boolean {
    return this.#take(token, (waiting) => waiting.resolve(output));
  }

  fail(token: string, failure: { readonly error: string; readonly cause?: string }): boolean {
    return this.#take(token, (waiting) => waiting.reject(new TaskFailure(failure)));
  }

  heartbeat(token: string): boolean {
    const waiting = this.#waiting.get(token);
    waiting?.open.onHeartbeat();
    return waiting !== undefined;
  }

  #take(token: string, settle: (waiting: Waiting) => void): boolean {
    const waiting = this.#waiting.get(token);
    if (waiting !== undefined) settle(waiting);
    return this.#waiting.delete(token);
  }
}
