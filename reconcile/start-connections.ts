import { connectionIdOf, type Pair } from "../core/connection/connection-id.ts";
import { oneWriterNetworks, roundsOf } from "../core/plan/rounds.ts";
import { beginConnections, beginRounds } from "./begin-connections.ts";
import type { Starter } from "./ports.ts";

export interface StartConnectionsInput {
  readonly connections: readonly Pair[];
}

export interface StartConnectionsOutput {
  /** Names of the executions that run now. */
  readonly started: readonly string[];
  /** How many connections wait for their turn. */
  readonly waiting: number;
}

/**
 * Starts the connections at once when no network has two of them that must take turns. Otherwise those that must are put
 * in the line that connect-rounds works off, whoever started it.
 */
export async function startConnections(
  deps: Starter,
  { connections }: StartConnectionsInput,
): Promise<StartConnectionsOutput> {
  const rounds = roundsOf(connections);
  const mustWait = (pair: Pair) => rounds.length > 1 && oneWriterNetworks(pair).length > 0;
  const waiting = rounds.flatMap((pairs, round) =>
    pairs.filter(mustWait).map(({ requester, accepter }) => {
      const connection = connectionIdOf({ requester, accepter });
      return { connection, requester, accepter, round };
    }),
  );
  const begun = await beginConnections(
    deps,
    connections.filter((pair) => !mustWait(pair)),
  );
  const started = begun.map(({ connection, generation }) => `${connection}-${generation}`);
  if (waiting.length === 0) return { started, waiting: 0 };
  await deps.rounds.join(waiting);
  return { started: [...started, `rounds-${await beginRounds(deps)}`], waiting: waiting.length };
}
