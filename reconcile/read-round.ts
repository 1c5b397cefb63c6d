import type { Started } from "./begin-connections.ts";
import type { RoundKeeper } from "./ports.ts";

export interface ReadRoundInput {
  readonly started: readonly Started[];
  /** ISO 8601: when the round began, and now. */
  readonly since: string;
  readonly at: string;
}

export interface ReadRoundOutput {
  /** Whether the next round may begin. */
  readonly over: boolean;
}

/** Longer than a lease lasts: what an execution that died without a word held is free by then. */
const patience = 20 * 60_000;

/**
 * Reads whether every connection of a round has ended, well or not: whoever records the end closes the generation. Those
 * of a round that is over leave the line only now, so that a sweep meanwhile does not put them there again.
 */
export async function readRound(
  { ledger, rounds }: RoundKeeper,
  { started, since, at }: ReadRoundInput,
): Promise<ReadRoundOutput> {
  const next = await Promise.all(started.map(({ connection }) => ledger.generation(connection)));
  const isEnded = started.every(({ generation }, index) => (next[index] ?? 0) > generation);
  const over = isEnded || Date.parse(at) - Date.parse(since) > patience;
  if (over) await rounds.leave(started.map(({ connection }) => connection));
  return { over };
}
