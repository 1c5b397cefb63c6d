import { nextRound } from "../core/plan/rounds.ts";
import { beginConnections, type Started } from "./begin-connections.ts";
import type { Starter, WaitingPair } from "./ports.ts";

export interface StartRoundInput {
  /** The generation of this execution of connect-rounds. */
  readonly generation: number;
  /** ISO 8601: when this execution began, and now. */
  readonly began: string;
  readonly at: string;
}

export interface StartRoundOutput {
  /** The connections of this round; none when the execution has done its part. */
  readonly started: readonly Started[];
}

/** An execution's history holds 25,000 events (Step Functions quotas): twice the hours would fill it. */
const longest = 5 * 3_600_000;

/**
 * Starts the connections whose turn it is.
 *
 * When nobody waits, the generation is closed before the line is read again: who joins it later starts the next
 * execution, who joined before is seen here. What is left when an execution grows too long is for the next sweep to go
 * on with.
 */
export async function startRound(deps: Starter, input: StartRoundInput): Promise<StartRoundOutput> {
  const isLong = Date.parse(input.at) - Date.parse(input.began) > longest;
  const round = isLong ? [] : nextRound(await deps.rounds.waiting());
  if (round.length > 0) return { started: await beginConnections(deps, round) };
  await deps.rounds.raiseGeneration(input.generation + 1);
  const late: readonly WaitingPair[] = isLong ? [] : nextRound(await deps.rounds.waiting());
  return { started: await beginConnections(deps, late) };
}
