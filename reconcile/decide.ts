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

/** What a pair needs: changes, nothing, somebody's decision first, or that what stands is taken away. */
export type Decision =
  | { readonly outcome: "change"; readonly plan: Plan }
  | { readonly outcome: "keep"; readonly plan: Plan }
  | { readonly outcome: "refuse"; readonly problems: readonly Problem[] }
  /** The problems are what it lacks to be joined again; none where nobody asks for it. */
  | { readonly outcome: "remove"; readonly problems: readonly Problem[] };

export interface Question {
  readonly pair: Pair;
  readonly directory: readonly Entry[];
  readonly requester: Network | undefined;
  readonly accepter: Network | undefined;
  readonly owned: Owned;
  /** Whether anything of ours joins the two by now. */
  readonly standing: boolean;
  /** Of a pair of two clouds, what is there already. */
  readonly vpn?: VpnState;
  /** The network on whose behalf a person started an execution: its side has thereby asked. */
  readonly askedBy?: NetworkId;
}

export function decide(question: Question): Decision {
  const { pair, directory, requester, accepter, owned, standing, vpn } = question;
  const refusals = missingConsent(question);
  if (requester === undefined || accepter === undefined) {
    const problems = [absent(question)];
    return standing
      ? { outcome: "remove", problems: isAsked(question) ? problems : [] }
      : { outcome: "refuse", problems };
  }
  if (standing && refusals.length > 0) return unwanted(question, refusals);
  const plan = planConnection({
    requester: { network: requester, intent: entryOf(directory, pair.requester).intent },
    accepter: { network: accepter, intent: entryOf(directory, pair.accepter).intent },
    refusals,
    ...owned,
    ...(vpn === undefined ? {} : { vpn }),
  });
  if (plan.blockers.length > 0) return { outcome: "refuse", problems: plan.blockers };
  return { outcome: isConverged(plan) ? "keep" : "change", plan };
}

/**
 * What stands without consent goes, unless a tag that cannot be read may be all that consent is missing for: a slip of
 * the pen must not cut a line.
 */
function unwanted(question: Question, refusals: readonly Problem[]): Decision {
  const { pair, directory } = question;
  const entries = [entryOf(directory, pair.requester), entryOf(directory, pair.accepter)];
  const unreadable = entries.flatMap(({ intent }) => intent.problems.map(({ key: _, ...problem }) => problem));
  const unclear = refusals.filter(({ rule }) => rule !== "missing-consent");
  const doubts = [...unreadable, ...unclear];
  if (doubts.length > 0) return { outcome: "refuse", problems: doubts };
  return { outcome: "remove", problems: isAsked(question) ? refusals : [] };
}

function isAsked({ pair, directory, askedBy }: Question): boolean {
  const [one, other] = [entryOf(directory, pair.requester), entryOf(directory, pair.accepter)];
  return askedBy !== undefined || isWished(one, other, directory);
}

/** The status that refusals come to: lacking consent alone, a connection waits for it; anything else blocks it. */
function refusedStatus(problems: readonly Problem[]): ConnectionStatus {
  const [first = failed, ...others] = problems;
  const worst = [first, ...others].find(({ rule }) => rule !== "missing-consent");
  if (worst !== undefined) return { phase: "blocked", problem: worst };
  return { phase: "pending", waitingFor: "consent", problem: first };
}

/** What an execution says of its end. */
export interface Ending {
  readonly outcome: Decision["outcome"];
  readonly problems: readonly Problem[];
  /** How the tunnels are, where it has read any. */
  readonly tunnels?: Judgement;
}

/** The status that a decision comes to, once what it says is done. */
export function statusOf({ outcome, problems, tunnels }: Ending): ConnectionStatus {
  if (outcome === "refuse" || outcome === "remove") return refusedStatus(problems);
  return tunnels === undefined ? { phase: "active" } : statusOfTunnels(tunnels);
}

/** Whether the ledger says already what a decision would come to, with nothing left to do. */
export function isToldAlready(record: ConnectionRecord, decision: Decision): boolean {
  if (decision.outcome === "change" || decision.outcome === "remove" || record.unwantedSince !== undefined)
    return false;
  const status = statusOf(endingOf(decision));
  return isDeepStrictEqual(status, record.status);
}

function endingOf(decision: Decision): Ending {
  if (decision.outcome === "refuse" || decision.outcome === "remove") return decision;
  const { outcome, plan } = decision;
  return { outcome, problems: [], ...(plan.tunnels === undefined ? {} : { tunnels: plan.tunnels }) };
}

const failed: Problem = { rule: "failed", message: "refused without a reason", remedy: "see the execution's history" };

function missingConsent(question: Question): readonly Problem[] {
  const { pair, directory, askedBy } = question;
  const requester = entryOf(directory, pair.requester);
  const accepter = entryOf(directory, pair.accepter);
  return [
    ...(isAsked(question) ? [] : [unasked(pair, directory)]),
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
