import { connectionIdOf, type Pair, pairOf } from "../core/connection/connection-id.ts";
import { type NetworkId, parseNetworkId } from "../core/connection/network-id.ts";
import type { FaultName } from "../core/faults.ts";
import { transportOf } from "../core/plan/plan.ts";
import type { Problem, Rule } from "../core/problems.ts";
import { assertSameIntent, entriesOf, networkMeant } from "./directory.ts";
import { standingPeering } from "./owned.ts";
import type { Deps, Fingerprints } from "./ports.ts";
import { reportNetworks } from "./report-network.ts";
import { endTurn } from "./turns.ts";
import { writeStatus } from "./write-status.ts";

export interface RecordFailureInput {
  /** The two networks of a connection, by names or ids, or the one network whose tags were being read. */
  readonly requester?: string;
  readonly accepter?: string;
  readonly network?: string;
  readonly generation?: number;
  /** What the plan was made from and who asked, where the execution came that far. */
  readonly fingerprints?: Fingerprints;
  readonly askedBy?: NetworkId;
  /** `Error` and `Cause` of the state that failed. */
  readonly error: string;
  readonly cause: string;
  readonly at: string;
}

export interface RecordFailureOutput {
  readonly problem: Problem;
}

/**
 * Writes down and tells what failed, so that no failure ends in silence.
 *
 * @throws Superseded when the tags have changed since the plan: they may well have mended what failed
 */
export async function recordFailure(deps: Deps, input: RecordFailureInput): Promise<RecordFailureOutput> {
  const records = await deps.ledger.networks();
  const directory = entriesOf(records);
  const [requester, accepter] = [input.requester, input.accepter].map((text) => networkMeant(text ?? "", directory));
  const network = parseNetworkId(input.network ?? "");
  const pair = requester !== undefined && accepter !== undefined ? pairOf(requester, accepter) : undefined;
  const problem = problemOf(rootOf(input), pair);
  if (pair !== undefined && requester !== undefined) {
    await blockConnection(deps, input, { asking: requester, pair, problem });
  }
  if (network !== undefined) {
    await deps.events.announce({ type: "Intent Refused", network, problems: [problem], at: input.at });
  }
  return { problem };
}

interface Blocked {
  readonly asking: NetworkId;
  readonly pair: Pair;
  readonly problem: Problem;
}

async function blockConnection(
  deps: Deps,
  input: RecordFailureInput,
  { asking, pair, problem }: Blocked,
): Promise<void> {
  const { ledger } = deps;
  const { generation, fingerprints, at } = input;
  const connection = connectionIdOf(pair);
  await endTurn(deps.leases, { connection, ...pair });
  const previous = await ledger.connection(connection);
  if (generation !== undefined) await ledger.raiseGeneration(connection, generation + 1);
  const records = await ledger.networks();
  if (fingerprints !== undefined) assertSameIntent(records, pair, fingerprints);

  const peering = previous?.peering ?? (await standingPeering(ledger, connection));
  // A person's wish is kept although its first execution failed, so that sweeps try again.
  const askedBy = input.askedBy ?? (generation === undefined && previous === undefined ? asking : undefined);
  const change = {
    ...{ connection, ...pair, transport: transportOf(pair), at },
    ...(peering === undefined ? {} : { peering }),
    ...(askedBy === undefined ? {} : { askedBy }),
    ...(previous?.unwantedSince === undefined ? {} : { unwantedSince: previous.unwantedSince }),
  };
  await writeStatus(deps, change, previous, { phase: "blocked", problem });
  await reportNetworks(deps, [pair.requester, pair.accepter], { records, directory: entriesOf(records), at });
}

export interface Failure {
  readonly error: string;
  readonly cause: string;
}

/**
 * The failure at the bottom: a child execution's cause is the JSON of its description, a function's the JSON of its
 * error (Step Functions: startExecution.sync:2; Lambda: function errors).
 */
export function rootOf({ error, cause }: Failure): Failure {
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

/** What can be in the way of a VPN is a gateway, or an object that bears a name of ours. */
const inTheWayOfVpn = { ...meanings.Conflict, rule: "gateway-conflict" as const };

function problemOf({ error, cause }: Failure, pair: Pair | undefined): Problem {
  const { rule, remedy } = meaningOf(error, pair);
  return { rule, message: cause === "" ? error : cause.slice(0, 500), remedy };
}

function meaningOf(error: string, pair: Pair | undefined): (typeof meanings)[FaultName] {
  if (!isFaultName(error)) return { rule: "failed", remedy: "see the execution's history" };
  const isVpn = pair !== undefined && transportOf(pair) === "ha-vpn";
  return isVpn && error === "Conflict" ? inTheWayOfVpn : meanings[error];
}

function isFaultName(name: string): name is FaultName {
  return Object.hasOwn(meanings, name);
}
