import { type ConnectionId, connectionIdOf, type Pair } from "../core/connection/connection-id.ts";
import type { Starter } from "./ports.ts";

/** An execution of connect-networks. */
export interface Started {
  readonly connection: ConnectionId;
  readonly generation: number;
}

/**
 * Starts one execution for each connection, named after it and its generation: of two that are started at once, Step
 * Functions itself refuses the second.
 */
export async function beginConnections(
  { ledger, workflows }: Pick<Starter, "ledger" | "workflows">,
  pairs: readonly Pair[],
): Promise<readonly Started[]> {
  const started: Started[] = [];
  for (const { requester, accepter } of pairs) {
    const connection = connectionIdOf({ requester, accepter });
    const generation = await begin(await ledger.generation(connection), {
      start: (number) => workflows.startConnection({ connection, requester, accepter, generation: number }),
      raise: (number) => ledger.raiseGeneration(connection, number),
    });
    started.push({ connection, generation });
  }
  return started;
}

/** Starts connect-rounds unless it runs: it is named after its generation likewise. */
export async function beginRounds({ rounds, workflows }: Pick<Starter, "rounds" | "workflows">): Promise<number> {
  return begin(await rounds.generation(), {
    start: (number) => workflows.startRounds(number),
    raise: (number) => rounds.raiseGeneration(number),
  });
}

interface Numbered {
  start(generation: number): Promise<"running" | "ended">;
  raise(atLeast: number): Promise<void>;
}

/**
 * A generation whose execution is over is stepped past, in growing strides: if the ledger was lost, the names of the
 * last 90 days are still taken.
 */
async function begin(first: number, { start, raise }: Numbered): Promise<number> {
  let generation = first;
  let stride = 1;
  while ((await start(generation)) === "ended") {
    generation += stride;
    stride *= 2;
    await raise(generation);
  }
  return generation;
}
