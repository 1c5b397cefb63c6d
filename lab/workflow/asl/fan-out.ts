import { Interrupted, TaskFailure } from "./failure.ts";
import { errorOutputOf } from "./handlers.ts";
import type { Json } from "./json.ts";
import type { Strand } from "./strand.ts";

/** One branch of a Parallel or one iteration of a Map. */
export interface Lane {
  readonly mapItem?: Json;
  readonly run: (strand: Strand) => Promise<Json>;
}

/** Says whether so many failed lanes are still borne. A failure that is borne stands in the results as Error and Cause. */
export type Tolerates = (failed: number) => boolean;

/** Runs lanes side by side, at most `limit` at a time, each as a strand of its own. One failure too many stops the rest. */
export async function fanOut(
  strand: Strand,
  lanes: readonly Lane[],
  { limit, tolerates }: { readonly limit: number; readonly tolerates: Tolerates },
): Promise<Json[]> {
  const stop = new AbortController();
  const signal = AbortSignal.any([strand.signal, stop.signal]);
  const results: Json[] = lanes.map(() => null);
  let failures = 0;
  let fatal: unknown;
  const queue = lanes.entries();

  const work = async () => {
    for (const [index, lane] of queue) {
      try {
        results[index] = await runLane(strand, lane, signal);
      } catch (error) {
        const borne = error instanceof TaskFailure && !signal.aborted && tolerates(++failures);
        if (!borne) {
          fatal ??= error;
          stop.abort(new Interrupted("a sibling failed"));
          return;
        }
        results[index] = errorOutputOf(error);
      }
    }
  };

  const workers = Array.from({ length: Math.min(limit, lanes.length) }, work);
  await strand.park(Promise.all(workers));
  if (fatal !== undefined) throw fatal;
  return results;
}

/** The events after a join follow the one that was recorded last in any lane. */
async function runLane(parent: Strand, lane: Lane, signal: AbortSignal): Promise<Json> {
  const { mapItem } = lane;
  const strand = parent.fork({ signal, ...(mapItem === undefined ? {} : { mapItem }) });
  try {
    return await lane.run(strand);
  } finally {
    parent.previousEventId = strand.previousEventId;
    strand.end();
  }
}
