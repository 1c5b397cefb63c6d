import type { Digests } from "../core/plan/digest.ts";
import type { Answer } from "./approval-ports.ts";
import { decide } from "./decide.ts";
import type { Decision, Question } from "./decision.ts";

interface Asking {
  /** Whether a person asks by starting the execution. */
  readonly asked: boolean;
  readonly answer?: Omit<Answer, "wish" | "begun">;
}

interface Answered {
  readonly decision: Decision;
  /** What is to be kept of the answer. */
  readonly answer?: Answer;
}

/**
 * An answer counts for the plan that it was given to: where tags or networks have changed since, the plan is another one
 * and has to be shown again. Somebody who asks again is not told what was said before.
 */
export function answered(question: Question, { answer, asked }: Asking, before: Answer | undefined): Answered {
  const { wish = "", plan = "" } = digestsAsked(question) ?? {};
  if (answer?.plan === plan) {
    const kept: Answer = { ...answer, wish, ...(answer.verdict === "approved" ? { begun: true } : {}) };
    return { decision: decide({ ...question, answer: kept }), answer: kept };
  }
  const still = asked && before?.verdict !== "approved" ? undefined : before;
  return { decision: decide({ ...question, ...(still === undefined ? {} : { answer: still }) }) };
}

/** Those of the plan that somebody has to approve; undefined where nobody has. */
function digestsAsked(question: Question): Digests | undefined {
  const decision = decide(question);
  return decision.outcome === "approve" ? decision.digests : undefined;
}
