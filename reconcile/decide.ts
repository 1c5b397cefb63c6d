import { isDeepStrictEqual } from "node:util";
import type { Pair } from "../core/connection/connection-id.ts";
import type { Network } from "../core/connection/network.ts";
import type { ConnectionStatus } from "../core/connection/status.ts";
import { type Entry, lackingConsent, nameOf, pointsAmbiguouslyAt, wants } from "../core/intent/directory.ts";
import type { Plan } from "../core/plan/change.ts";
import { isConverged, planConnection } from "../core/plan/plan.ts";
import type { PolicyRule } from "../core/policy/policy.ts";
import type { Problem } from "../core/problems.ts";
import { type Judgement, statusOfTunnels } from "../core/tunnels/judge.ts";
import type { Decision, Question } from "./decision.ts";
import { entryOf } from "./directory.ts";
import { forbidden, govern, ruleOf } from "./govern.ts";
import type { ConnectionRecord } from "./ports.ts";

export function decide(question: Question): Decision {
  const { requester, accepter, standing } = question;
  if (isTakenBack(question)) return { outcome: "remove", problems: [] };
  const rule = ruleOf(question);
  const refusals = refusalsBy(question, rule);
  if (requester === undefined || accepter === undefined) return withoutBoth(question);
  if (standing && refusals.length > 0) return unwanted(question, refusals);
  const denial = refusals.length === 0 ? forbidden(question, rule) : undefined;
  if (denial !== undefined) return { outcome: "refuse", problems: [denial] };
  const plan = planOf(question, { requester, accepter }, refusals);
  if (plan.blockers.length > 0) return { outcome: "refuse", problems: plan.blockers };
  return isConverged(plan) ? { outcome: "keep", plan } : govern(question, plan, rule);
}

/** A wish that was taken back before anything stood: there is nobody left to tell what it lacks. */
function isTakenBack(question: Question): boolean {
  return question.withdrawn === true && !question.standing && !isAsked(question);
}

/** Nothing joins what does not exist; what stood between the two goes. */
function withoutBoth(question: Question): Decision {
  const problems = [absent(question)];
  if (!question.standing) return { outcome: "refuse", problems };
  return { outcome: "remove", problems: isAsked(question) ? problems : [] };
}

function planOf(
  { pair, directory, owned, vpn }: Question,
  networks: Readonly<Record<keyof Pair, Network>>,
  refusals: readonly Problem[],
): Plan {
  return planConnection({
    requester: { network: networks.requester, intent: entryOf(directory, pair.requester).intent },
    accepter: { network: networks.accepter, intent: entryOf(directory, pair.accepter).intent },
    refusals,
    ...owned,
    ...(vpn === undefined ? {} : { vpn }),
  });
}

/** What is lacking of consent; the policy can give it in the other side's place, but not ask. */
function refusalsBy(question: Question, rule: PolicyRule | undefined): readonly Problem[] {
  const missing = missingConsent(question);
  if (rule?.effect !== "allow" || !isAsked(question)) return missing;
  return missing.filter((problem) => problem.rule !== "missing-consent");
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
  if (worst?.rule === "drift") return { phase: "degraded", problem: worst };
  if (worst?.rule === "needs-approval") return { phase: "pending", waitingFor: "approval", problem: worst };
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
  if (outcome === "refuse" && tunnels?.problem !== undefined) return statusOfTunnels(tunnels);
  if (outcome === "refuse" || outcome === "remove" || outcome === "approve") return refusedStatus(problems);
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
  if ("problems" in decision) return decision;
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
