import { connectionIdOf, pairOf } from "../core/connection/connection-id.ts";
import { type NetworkId, parseNetworkId } from "../core/connection/network-id.ts";
import type { FaultName } from "../core/faults.ts";
import type { Problem, Rule } from "../core/problems.ts";
import { entriesOf } from "./directory.ts";
import type { Deps } from "./ports.ts";
import { writeStatus } from "./record-connection.ts";
import { reportNetwork } from "./report-network.ts";

export interface RecordFailureInput {
  /** The two networks of a connection, or the one network whose tags were being read. */
  readonly requester?: string;
  readonly accepter?: string;
  readonly network?: string;
  readonly generation?: number;
  /** `Error` and `Cause` of the state that failed. */
  readonly error: string;
  readonly cause: string;
  readonly at: string;
}

export interface RecordFailureOutput {
  readonly problem: Problem;
}

/** Writes down and tells what failed, so that no failure ends in silence. */
export async function recordFailure(deps: Deps, input: RecordFailureInput): Promise<RecordFailureOutput> {
  const problem = problemOf(rootOf(input));
  const requester = parseNetworkId(input.requester ?? "");
  const accepter = parseNetworkId(input.accepter ?? "");
  const network = parseNetworkId(input.network ?? "");
  if (requester !== undefined && accepter !== undefined)
    await blockConnection(deps, input, [requester, accepter], problem);
  if (network !== undefined) {
    await deps.events.announce({ type: "Intent Refused", network, problems: [problem], at: input.at });
  }
  return { problem };
}

async function blockConnection(
  deps: Deps,
  { generation, at }: RecordFailureInput,
  [one, other]: readonly [NetworkId, NetworkId],
  problem: Problem,
): Promise<void> {
  const { ledger } = deps;
  const pair = pairOf(one, other);
  const connection = connectionIdOf(pair);
  if (generation !== undefined) await ledger.raiseGeneration(connection, generation + 1);
  const previous = await ledger.connection(connection);
  const status = { phase: "blocked", problem } as const;
  await writeStatus(deps, { connection, ...pair, transport: "vpc-peering", at }, previous, status);
  const directory = entriesOf(await ledger.networks());
  for (const network of [pair.requester, pair.accepter]) await reportNetwork(deps, { network, directory, at });
}

interface Failure {
  readonly error: string;
  readonly cause: string;
}

/**
 * The failure at the bottom: a child execution's cause is the JSON of its description, a function's the JSON of its
 * error (Step Functions: startExecution.sync:2; Lambda: function errors).
 */
function rootOf({ error, cause }: Failure): Failure {
  const detail = parseObject(cause);
  if (typeof detail["Error"] === "string" && typeof detail["Cause"] === "string") {
    return rootOf({ error: detail["Error"], cause: detail["Cause"] });
  }
  if (typeof detail["errorMessage"] === "string") return { error, cause: detail["errorMessage"] };
  return { error, cause };
}

function parseObject(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? { ...value } : {};
  } catch {
    return {};
  }
}

const meanings: Readonly<Record<FaultName, { readonly rule: Rule; readonly remedy: string }>> = {
  Throttled: { rule: "failed", remedy: "the next sweep tries again" },
  NotYetVisible: { rule: "failed", remedy: "the next sweep tries again" },
  Busy: { rule: "failed", remedy: "the next sweep tries again" },
  Superseded: { rule: "failed", remedy: "the next sweep tries again" },
  Conflict: { rule: "route-conflict", remedy: "remove what is in the way" },
  Refused: { rule: "refused", remedy: "grant what is missing" },
  Overlap: { rule: "overlap", remedy: "give one of the networks another prefix" },
  QuotaExceeded: { rule: "quota", remedy: "free some or have the limit raised" },
  Invalid: { rule: "invalid", remedy: "correct the wish" },
};

function problemOf({ error, cause }: Failure): Problem {
  const { rule, remedy } = isFaultName(error)
    ? meanings[error]
    : { rule: "failed" as const, remedy: "see the execution's history" };
  return { rule, message: cause === "" ? error : cause.slice(0, 500), remedy };
}

function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(meanings, name);
}
