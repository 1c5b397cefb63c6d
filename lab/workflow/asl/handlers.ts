import type { SeededRandom } from "../../world/random.ts";
import { matchesError, TaskFailure } from "./failure.ts";
import type { Json } from "./json.ts";
import type { Catcher, Retrier } from "./schema.ts";
import { type Exit, leave, type Visit } from "./visit.ts";

interface Handled {
  Output?: unknown;
  Assign?: Record<string, unknown> | undefined;
  Next?: string | undefined;
  Retry?: Retrier[] | undefined;
  Catch?: Catcher[] | undefined;
}

/** Does a state's work under its Retry and Catch, and leaves the state with the result or by the way of a Catch. */
export async function withHandlers(state: Handled, visit: Visit, work: () => Promise<Json>): Promise<Exit> {
  const attempts = new Map<Retrier, number>();
  for (;;) {
    try {
      const result = await work();
      return await leave(visit, state, { output: result, extras: { result } });
    } catch (error) {
      if (!(error instanceof TaskFailure)) throw error;
      const { clock, random, countTransition } = visit.strand.engine;
      const delay = nextDelay(state.Retry ?? [], error, attempts, random);
      if (delay === undefined) return recover(state, visit, error);
      visit.retryCount++;
      countTransition();
      await visit.strand.sleepUntil(clock.now() + delay);
    }
  }
}

/**
 * How long the n-th retry waits, in milliseconds. The defaults are the language's: 1 second, doubled each time; FULL
 * jitter is anything from nothing up to that.
 */
function retryDelay(retrier: Retrier, retry: number, random: SeededRandom): number {
  const seconds = (retrier.IntervalSeconds ?? 1) * (retrier.BackoffRate ?? 2) ** (retry - 1);
  const capped = Math.min(seconds, retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY) * 1000;
  return Math.round(retrier.JitterStrategy === "FULL" ? random.next() * capped : capped);
}

/** The delay that the first matching retrier asks for; undefined when none matches or that one is spent. */
function nextDelay(
  retriers: readonly Retrier[],
  failure: TaskFailure,
  attempts: Map<Retrier, number>,
  random: SeededRandom,
): number | undefined {
  const retrier = retriers.find((candidate) => matchesError(candidate.ErrorEquals, failure.error));
  if (retrier === undefined) return undefined;
  const retry = (attempts.get(retrier) ?? 0) + 1;
  if (retry > (retrier.MaxAttempts ?? 3)) return undefined;
  attempts.set(retrier, retry);
  return retryDelay(retrier, retry, random);
}

async function recover(state: Handled, visit: Visit, failure: TaskFailure): Promise<Exit> {
  const catchers = state.Catch ?? [];
  const index = catchers.findIndex((candidate) => matchesError(candidate.ErrorEquals, failure.error));
  const catcher = catchers[index];
  if (catcher === undefined) throw failure;
  const errorOutput = errorOutputOf(failure);
  return leave(visit, catcher, { output: errorOutput, extras: { errorOutput }, field: `Catch[${index}]/` });
}

/** A failure as data: `$states.errorOutput`. */
export function errorOutputOf(failure: TaskFailure): Json {
  return { Error: failure.error, ...(failure.cause === undefined ? {} : { Cause: failure.cause }) };
}
