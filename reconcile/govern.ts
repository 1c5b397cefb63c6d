import { nameOf } from "../core/intent/directory.ts";
import type { Plan } from "../core/plan/change.ts";
import { type Digests, digestsOf } from "../core/plan/digest.ts";
import { driftOf } from "../core/plan/drift.ts";
import { transportOf } from "../core/plan/plan.ts";
import { openPolicy, type PolicyRule, type PolicySide, ruleFor } from "../core/policy/policy.ts";
import type { Problem } from "../core/problems.ts";
import { monthlyCost } from "../core/tunnels/cost.ts";
import type { Answer } from "./approval-ports.ts";
import type { Decision, Question } from "./decision.ts";
import { entryOf } from "./directory.ts";

/** The hub's rule that decides about a pair, if one does. */
export function ruleOf({ pair, directory, policy = openPolicy }: Question): PolicyRule | undefined {
  const intents = {
    requester: entryOf(directory, pair.requester).intent,
    accepter: entryOf(directory, pair.accepter).intent,
  };
  const sideOf = (side: keyof typeof intents): PolicySide => {
    const { name, mesh, allow = [] } = intents[side];
    return {
      ...{ id: pair[side], opens: allow },
      ...(name === undefined ? {} : { name }),
      ...(mesh === undefined ? {} : { mesh }),
    };
  };
  const isTransit = Object.values(intents).some(({ gateway }) => gateway !== undefined);
  return ruleFor(policy, {
    sides: [sideOf("requester"), sideOf("accepter")],
    transport: transportOf(pair),
    monthlyUsd: monthlyCost(pair, isTransit).usd,
  });
}

/** Why the policy does not let two networks be joined at all; undefined where it does. */
export function forbidden({ pair, directory, policy = openPolicy, settled = false }: Question, rule?: PolicyRule) {
  if (policy.problem !== undefined && !settled) return policy.problem;
  if (rule?.effect !== "deny") return undefined;
  const [one, other] = [nameOf(pair.requester, directory), nameOf(pair.accepter, directory)];
  return {
    rule: "policy-denied",
    message: `rule ${rule.name} of the policy forbids to join ${one} and ${other}`,
    remedy: "take the wish back or have the policy changed",
  } as const satisfies Problem;
}

/** What the policy makes of a plan with changes. */
export function govern(question: Question, plan: Plan, rule: PolicyRule | undefined): Decision {
  const { policy = openPolicy, settled = false, fingerprints, answer } = question;
  if (settled) {
    if (policy.drift === "repair") return { outcome: "change", plan };
    return { outcome: "refuse", problems: [driftOf(plan)], ...(plan.tunnels && { tunnels: plan.tunnels }) };
  }
  if (rule?.effect !== "approve" || fingerprints === undefined) return { outcome: "change", plan };
  const digests = digestsOf(plan, fingerprints);
  const own = answer?.wish === digests.wish ? answer : undefined;
  if (own?.verdict === "approved" && (own.begun === true || own.plan === digests.plan))
    return { outcome: "change", plan };
  if (own !== undefined && own.verdict !== "approved") return { outcome: "refuse", problems: [declined(own)] };
  return { outcome: "approve", plan, digests, problems: [wanting(rule, digests)] };
}

function wanting({ name }: PolicyRule, { plan }: Digests): Problem {
  return {
    rule: "needs-approval",
    message: `rule ${name} of the policy wants plan ${plan} approved`,
    remedy: "run crosspeer approve",
  };
}

function declined({ verdict, actor = "somebody", reason = "without a reason", plan }: Answer): Problem {
  const remedy = "change the wish or ask again by crosspeer connect";
  return verdict === "rejected"
    ? { rule: "approval-rejected", message: `${actor} rejected plan ${plan}: ${reason}`, remedy }
    : { rule: "approval-expired", message: `nobody approved plan ${plan} in time`, remedy };
}
