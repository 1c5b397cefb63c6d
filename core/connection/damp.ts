import type { Problem } from "../problems.ts";
import type { ConnectionStatus } from "./status.ts";

/** A status that was seen and is not told yet. */
export interface Doubt {
  /** What is seen, without the words that change from look to look. */
  readonly seen: string;
  /** How many looks in a row have seen it. */
  readonly looks: number;
}

export interface Look {
  /** What people were told last. */
  readonly told: ConnectionStatus;
  readonly seen: ConnectionStatus;
  /** The times of the latest changes that people were told of, ISO 8601. */
  readonly changes: readonly string[];
  readonly doubt: Doubt | undefined;
  /** ISO 8601: now. */
  readonly at: string;
}

export interface Damped {
  /** What is to be told now; undefined for nothing. */
  readonly tell?: ConnectionStatus;
  /** What is to be kept until the next look; undefined for nothing. */
  readonly doubt?: Doubt;
}

/** One look may meet a cloud that has not made up its mind, or the end of a rekeying. */
const looksToBelieve = 2;

/** Changes within an hour from which on a connection is told to be restless, and no longer each change. */
const restless = 6;
const hour = 3_600_000;

/** Half an hour of looks that agree ends it. */
const looksToRest = 6;

/** Whether what is seen is told: only what is seen twice in a row, and of a restless connection only that it is. */
export function damp({ told, seen, changes, doubt, at }: Look): Damped {
  const key = keyOf(seen);
  if (key === keyOf(told)) return {};
  const looks = doubt?.seen === key ? doubt.looks + 1 : 1;
  const isRestless = isFlapping(told);
  if (looks < (isRestless ? looksToRest : looksToBelieve)) return { doubt: { seen: key, looks } };
  const recent = changes.filter((change) => Date.parse(at) - Date.parse(change) < hour).length;
  if (isRestless || recent < restless) return { tell: seen };
  return { tell: { phase: "degraded", problem: flapping(recent) } };
}

function keyOf(status: ConnectionStatus): string {
  const up = "tunnelsUp" in status ? status.tunnelsUp : undefined;
  return [status.phase, up, "problem" in status ? status.problem.rule : undefined].join(" ");
}

/** Whether people were told that a connection is restless: until it rests, nothing else is told of it. */
export function isFlapping(status: ConnectionStatus): boolean {
  return "problem" in status && status.problem.rule === "flapping";
}

function flapping(count: number): Problem {
  return {
    rule: "flapping",
    message: `its state changed ${count} times within an hour`,
    remedy: "see crosspeer history and what the clouds say of its tunnels and routes",
  };
}
