import { evaluate, evaluateTo } from "../evaluate.ts";
import { Interrupted, TaskFailure } from "../failure.ts";
import { type Json, toJson } from "../json.ts";
import type { StateOf } from "../schema.ts";
import { taskEvents } from "../task-events.ts";
import type { OpenToken } from "../tokens.ts";
import { evaluationAt, type Visit } from "../visit.ts";

interface Attempt {
  readonly resource: string;
  readonly args: Json;
  readonly timeoutInSeconds?: number;
  readonly heartbeatInSeconds?: number;
  readonly token?: OpenToken;
}

/** Carries out a Task once: arguments, the call, and, for a `.waitForTaskToken`, the answer that comes later. */
export async function runTask(state: StateOf<"Task">, visit: Visit): Promise<Json> {
  const token = state.Resource.endsWith(".waitForTaskToken") ? visit.strand.engine.tokens.open() : undefined;
  visit.taskToken = token?.token;
  try {
    const at = evaluationAt(visit);
    const seconds = async (field: "TimeoutSeconds" | "HeartbeatSeconds") =>
      state[field] === undefined ? undefined : evaluateTo(at, field, state[field], "number");
    const timeoutInSeconds = await seconds("TimeoutSeconds");
    const heartbeatInSeconds = await seconds("HeartbeatSeconds");
    return await perform(visit, {
      resource: state.Resource,
      args: state.Arguments === undefined ? visit.input : await evaluate(at, "Arguments", state.Arguments),
      ...(timeoutInSeconds === undefined ? {} : { timeoutInSeconds }),
      ...(heartbeatInSeconds === undefined ? {} : { heartbeatInSeconds }),
      ...(token === undefined ? {} : { token }),
    });
  } finally {
    token?.close();
  }
}

async function perform(visit: Visit, attempt: Attempt): Promise<Json> {
  const { strand } = visit;
  const { resource, args, token, ...limits } = attempt;
  const events = taskEvents(strand, resource);
  events.scheduled(args, limits);
  const expiry = new AbortController();
  const signal = AbortSignal.any([strand.signal, expiry.signal]);
  const disarm = armTimers(visit, attempt, expiry);
  try {
    let result = await strand.park(callResource(visit, attempt, signal), signal);
    if (token !== undefined) {
      events.submitted(result);
      result = await strand.park(token.answer, signal);
    }
    events.succeeded(result);
    return result;
  } catch (error) {
    if (error instanceof TaskFailure) events.failed(error);
    throw error;
  } finally {
    disarm();
  }
}

/** Up to its first await this runs in the caller's turn: `runTask` can take its hold before the strand lets go of its own. */
async function callResource(visit: Visit, { resource, args, token }: Attempt, signal: AbortSignal): Promise<Json> {
  const { runTask: run, identity } = visit.strand.engine;
  try {
    const context = {
      stateName: visit.name,
      ...identity,
      signal,
      ...(token === undefined ? {} : { taskToken: token.token }),
    };
    return toJson(await run(resource, args, context)) ?? null;
  } catch (error) {
    if (error instanceof TaskFailure || error instanceof Interrupted) throw error;
    throw new TaskFailure({ error: "States.Runtime", cause: error instanceof Error ? error.message : String(error) });
  }
}

/** Ends the attempt when its time, or the time since its last heartbeat, is up. Returns what disarms it. */
function armTimers(visit: Visit, attempt: Attempt, expiry: AbortController): () => void {
  const { clock } = visit.strand.engine;
  const arm = (seconds: number | undefined, error: string) =>
    seconds === undefined
      ? () => undefined
      : clock.at(clock.now() + seconds * 1000, () => expiry.abort(new TaskFailure({ error })));
  const cancelTimeout = arm(attempt.timeoutInSeconds, "States.Timeout");
  let cancelHeartbeat = arm(attempt.heartbeatInSeconds, "States.HeartbeatTimeout");
  if (attempt.token !== undefined) {
    attempt.token.onHeartbeat = () => {
      cancelHeartbeat();
      cancelHeartbeat = arm(attempt.heartbeatInSeconds, "States.HeartbeatTimeout");
    };
  }
  return () => {
    cancelTimeout();
    cancelHeartbeat();
  };
}
