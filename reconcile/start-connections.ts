import { connectionIdOf, type Pair } from "../core/connection/connection-id.ts";
import type { Ledger, Workflows } from "./ports.ts";

export interface StartConnectionsInput {
  readonly connections: readonly Pair[];
}

export interface StartConnectionsOutput {
  readonly started: readonly string[];
}

/**
 * Starts one execution for each connection, named after it and its generation: of two that are started at once, Step
 * Functions itself refuses the second.
 *
 * A generation whose execution is over is stepped past, in growing strides: if the ledger was lost, the names of the
 * last 90 days are still taken.
 */
export async function startConnections(
  { ledger, workflows }: { readonly ledger: Ledger; readonly workflows: Workflows },
  { connections }: StartConnectionsInput,
): Promise<StartConnectionsOutput> {
  const started: string[] = [];
  for (const { requester, accepter } of connections) {
    const connection = connectionIdOf({ requester, accepter });
    let generation = await ledger.generation(connection);
    let stride = 1;
    while ((await workflows.startConnection({ connection, requester, accepter, generation })) === "ended") {
      generation += stride;
      stride *= 2;
      await ledger.raiseGeneration(connection, generation);
    }
    started.push(`${connection}-${generation}`);
  }
  return { started };
}
