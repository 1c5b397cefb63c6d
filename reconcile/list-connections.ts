import type { ConnectionId } from "../core/connection/connection-id.ts";
import type { ConnectionStatus } from "../core/connection/status.ts";
import type { Deps } from "./ports.ts";

export interface ListConnectionsInput {
  /** ISO 8601: now. */
  readonly at: string;
}

export interface ListConnectionsOutput {
  /** Connections to be looked at together: those of one place are read by the same calls. */
  readonly batches: readonly (readonly ConnectionId[])[];
  /** How many connections there are in each state, those that were never joined too. */
  readonly phases: Readonly<Record<ConnectionStatus["phase"], number>>;
}

/** A function looks at so many within its time; their reading is by pages, not by connections. */
const together = 200;

/** Lists the connections that stand, neighbours in one place next to each other. */
export async function listConnections(
  { ledger }: Pick<Deps, "ledger">,
  _input: ListConnectionsInput,
): Promise<ListConnectionsOutput> {
  const all = await ledger.connections();
  const standing = all.filter(({ settled }) => settled !== undefined);
  const ids = standing.toSorted((one, other) => (one.requester < other.requester ? -1 : 1)).map(({ id }) => id);
  const batches = Array.from({ length: Math.ceil(ids.length / together) }, (_, index) =>
    ids.slice(index * together, (index + 1) * together),
  );
  const count = (phase: ConnectionStatus["phase"]) => all.filter(({ status }) => status.phase === phase).length;
  return {
    batches,
    phases: {
      ...{ pending: count("pending"), active: count("active"), degraded: count("degraded") },
      ...{ blocked: count("blocked"), withdrawn: count("withdrawn") },
    },
  };
}
