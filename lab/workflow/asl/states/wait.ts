import { type Evaluation, evaluateTo, fail } from "../evaluate.ts";
import type { StateOf } from "../schema.ts";
import { type Exit, evaluationAt, leave, type Visit } from "../visit.ts";

/** Longest wait that the language allows, in seconds. */
const MAX_SECONDS = 99_999_999;
const OFFSET_DATE_TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

/** Lets virtual time pass by Seconds, or until Timestamp. */
export async function runWait(state: StateOf<"Wait">, visit: Visit): Promise<Exit> {
  const at = evaluationAt(visit);
  const until =
    state.Seconds === undefined
      ? await timestamp(at, state.Timestamp)
      : visit.strand.engine.clock.now() + (await seconds(at, state.Seconds)) * 1000;
  await visit.strand.sleepUntil(until);
  return leave(visit, state, { output: visit.input });
}

async function seconds(at: Evaluation, template: unknown): Promise<number> {
  const value = await evaluateTo(at, "Seconds", template, "number");
  if (Number.isInteger(value) && value >= 0 && value <= MAX_SECONDS) return value;
  return fail(at, "Seconds", `The Seconds field must be an integer from 0 to ${MAX_SECONDS}, but was: ${value}`);
}

async function timestamp(at: Evaluation, template: unknown): Promise<number> {
  const value = await evaluateTo(at, "Timestamp", template, "string");
  const time = OFFSET_DATE_TIME.test(value) ? Date.parse(value) : Number.NaN;
  if (!Number.isNaN(time)) return time;
  const format = "ISO-8601 extended offset date-time format string";
  return fail(at, "Timestamp", `The Timestamp field cannot be parsed as an ${format}: ${value}`);
}
