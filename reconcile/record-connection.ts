import type { ConnectionId, Pair } from "../core/connection/connection-id.ts";
import type { NetworkId } from "../core/connection/network-id.ts";
import type { ConnectionStatus, Transport } from "../core/connection/status.ts";
import type { Problem } from "../core/problems.ts";
import type { Judgement } from "../core/tunnels/judge.ts";
import { statusOf } from "./decide.ts";
import type { Decision } from "./decision.ts";
import { assertSameIntent, entriesOf } from "./directory.ts";
import type { ConnectionRecord, Deps, Fingerprints } from "./ports.ts";
import { reportNetworks } from "./report-network.ts";
import { endTurn } from "./turns.ts";
import { forget, standingOf } from "./withdraw.ts";
import { writeStatus } from "./write-status.ts";

export interface RecordConnectionInput extends Pair {
  readonly connection: ConnectionId;
  readonly transport: Transport;
  readonly outcome: Decision["outcome"];
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
  readonly fingerprints: Fingerprints;
  readonly peering?: string;
  /** How a VPN's tunnels were when they were last read. */
  readonly tunnels?: Judgement;
  readonly askedBy?: NetworkId;
  /** The generation of this execution; a person's execution has none. */
  readonly generation?: number;
  readonly at: string;
}

export interface RecordConnectionOutput {
  readonly phase: ConnectionStatus["phase"] | "absent";
}

/**
 * Writes down how it ended, and tells it: ledger, event, status tags.
 *
 * The generation is closed before the intent is compared: a change that comes later starts the next generation, one
 * that came before is seen here. So no change of tags falls between two executions.
 *
 * @throws Superseded when the intent is no longer the one that was planned
 */
export async function recordConnection(deps: Deps, input: RecordConnectionInput): Promise<RecordConnectionOutput> {
  const { ledger } = deps;
  // A plan that was superseded while it was carried out, by one that changes nothing.
  if (input.outcome !== "change") await endTurn(deps.leases, input);
  const previous = await ledger.connection(input.connection);
  if (input.generation !== undefined) await ledger.raiseGeneration(input.connection, input.generation + 1);
  const records = await ledger.networks();
  assertSameIntent(records, input, input.fingerprints);

  const phase =
    input.outcome === "remove" ? await recordRemoval(deps, input, previous) : await recordStatus(deps, input, previous);
  const told = { records, directory: entriesOf(records), at: input.at };
  await reportNetworks(deps, [input.requester, input.accepter], told);
  return { phase };
}

async function recordStatus(
  deps: Deps,
  input: RecordConnectionInput,
  previous: ConnectionRecord | undefined,
): Promise<RecordConnectionOutput["phase"]> {
  const standing = input.peering ?? (await standingOf(deps, input.connection, previous));
  const status = statusOf(input);
  const isAsWanted = input.outcome === "change" || input.outcome === "keep";
  const change = {
    ...input,
    ...(standing === undefined ? {} : { peering: standing }),
    ...(isAsWanted ? { settled: input.fingerprints } : {}),
  };
  await writeStatus(deps, change, previous, status);
  return status.phase;
}

/** Nothing stands any more: what nobody asks for is forgotten, a wish that lacks something waits for it. */
async function recordRemoval(
  deps: Deps,
  input: RecordConnectionInput,
  previous: ConnectionRecord | undefined,
): Promise<RecordConnectionOutput["phase"]> {
  if (previous === undefined) return "absent";
  if (input.problems.length === 0) {
    await forget(deps, previous, input.at);
    return "absent";
  }
  const { peering: _, unwantedSince: __, settled: ___, answer: ____, ...bare } = previous;
  const { peering: _____, ...change } = input;
  const status = statusOf(input);
  await deps.ledger.removeConnection(previous);
  await writeStatus(deps, change, bare, status);
  return status.phase;
}
