import { isDeepStrictEqual } from "node:util";
import type { Pair } from "../core/connection/connection-id.ts";
import type { Network } from "../core/connection/network.ts";
import type { NetworkId } from "../core/connection/network-id.ts";
import type { ConnectionStatus } from "../core/connection/status.ts";
import { type Entry, lackingConsent, nameOf, pointsAmbiguouslyAt, wants } from "../core/intent/directory.ts";
import type { Plan } from "../core/plan/change.ts";
import { isConverged, planConnection } from "../core/plan/plan.ts";
import type { VpnState } from "../core/plan/vpn.ts";
import type { Problem } from "../core/problems.ts";
import { type Judgement, statusOfTunnels } from "../core/tunnels/judge.ts";
import { entryOf } from "./directory.ts";
import type { Owned } from "./owned.ts";
import type { ConnectionRecord } from "./ports.ts";

/** What a pair needs: changes, nothing, or somebody's decision first. */
export type Decision =
  | { readonly outcome: "change"; readonly plan: Plan }
  | { readonly outcome: "keep"; readonly plan: Plan }
  | { readonly outcome: "refuse"; readonly problems: readonly Problem[] };

export interface Question {
  readonly pair: Pair;
  readonly directory: readonly Entry[];
  readonly requester: Network | undefined;
  readonly accepter: Network | undefined;
  readonly owned: Owned;
  /** Of a pair of two clouds, what is there already. */
  readonly vpn?: VpnState;
  /** The network on whose behalf a person started an execution: its side has thereby asked. */
  readonly askedBy?: NetworkId;
}

export function decide(question: Question): Decision {
  const { pair, directory, requester, accepter, owned, vpn } = question;
  if (requester === undefined || accepter === undefined) return { outcome: "refuse", problems: [absent(question)] };
  const plan = planConnection({
    requester: { network: requester, intent: entryOf(directory, pair.requester).intent },
    accepter: { network: accepter, intent: entryOf(directory, pair.accepter).intent },
    refusals: missingConsent(question),
    ...owned,
    ...(vpn === undefined ? {} : { vpn }),
  });
  if (plan.blockers.length > 0) return { outcome: "refuse", problems: plan.blockers };
  return { outcome: isConverged(plan) ? "keep" : "change", plan };
}

/**
 * The status that refusals come to. Lacking consent alone, a connection waits for it, or is withdrawn where it stands
 * already; anything else blocks it.
 */
function refusedStatus(problems: readonly Problem[], standing: boolean): ConnectionStatus {
  const [first = failed, ...others] = problems;
  const worst = [first, ...others].find(({ rule }) => rule !== "missing-consent");
  if (worst !== undefined) return { phase: "blocked", problem: worst };
  return standing ? { phase: "withdrawn" } : { phase: "pending", waitingFor: "consent", problem: first };
}

/** What an execution says of its end. */
export interface Ending {
  readonly outcome: Decision["outcome"];
  readonly problems: readonly Problem[];
  /** How the tunnels are, where it has read any. */
  readonly tunnels?: Judgement;
}

/** The status that a decision comes to, once what it says is done. */
export function statusOf({ outcome, problems, tunnels }: Ending, standing: boolean): ConnectionStatus {
  if (outcome === "refuse") return refusedStatus(problems, standing);
  return tunnels === undefined ? { phase: "active" } : statusOfTunnels(tunnels);
}

/** Whether the ledger says already what a decision would come to, with nothing left to do. */
export function isToldAlready(record: ConnectionRecord, decision: Decision): boolean {
  if (decision.outcome === "change") return false;
  const status = statusOf(endingOf(decision), record.peering !== undefined);
  return isDeepStrictEqual(status, record.status);
}

function endingOf(decision: Decision): Ending {
  if (decision.outcome === "refuse") return decision;
  const { outcome, plan } = decision;
  return { outcome, problems: [], ...(plan.tunnels === undefined ? {} : { tunnels: plan.tunnels }) };
}

const failed: Problem = { rule: "failed", message: "refused without a reason", remedy: "see the execution's history" };

function missingConsent({ pair, directory, askedBy }: Question): readonly Problem[] {
  const requester = entryOf(directory, pair.requester);
  const accepter = entryOf(directory, pair.accepter);
  return [
    ...(askedBy === undefined && !isWished(requester, accepter, directory) ? [unasked(pair, directory)] : []),
    ...(askedBy === pair.requester ? [] : lackingConsent(requester, accepter, directory)),
    ...(askedBy === pair.accepter ? [] : lackingConsent(accepter, requester, directory)),
  ];
}

/** A pair may have waited for its turn while whoever asked for it took that back. */
function isWished(one: Entry, other: Entry, directory: readonly Entry[]): boolean {
  return [
    [one, other],
    [other, one],
  ].some(([from, to]) => {
    if (from === undefined || to === undefined) return false;
    return wants(from, to, directory) || pointsAmbiguouslyAt(from, to, directory);
  });
}

function unasked({ requester, accepter }: Pair, directory: readonly Entry[]): Problem {
  const [one, other] = [nameOf(requester, directory), nameOf(accepter, directory)];
  return {
    rule: "missing-consent",
    message: `neither ${one} nor ${other} asks to be joined to the other`,
    remedy: `tag one of them crosspeer:connect`,
  };
}

function absent({ pair, requester, directory }: Question): Problem {
  const id = requester === undefined ? pair.requester : pair.accepter;
  return {
    rule: "unknown-network",
    message: `${nameOf(id, directory)} does not exist: ${id}`,
    remedy: "correct the id",
  };
}
