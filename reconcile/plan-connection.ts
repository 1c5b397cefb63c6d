import type { ConnectionId, Pair } from "../core/connection/connection-id.ts";
import type { NetworkId } from "../core/connection/network-id.ts";
import type { Transport } from "../core/connection/status.ts";
import type { Plan } from "../core/plan/change.ts";
import { driftOf } from "../core/plan/drift.ts";
import { transportOf } from "../core/plan/plan.ts";
import type { Problem } from "../core/problems.ts";
import type { Judgement } from "../core/tunnels/judge.ts";
import { answered } from "./answered.ts";
import type { Answer } from "./approval-ports.ts";
import { statusOf } from "./decide.ts";
import type { Decision } from "./decision.ts";
import type { ConnectionRecord, Deps, Fingerprints } from "./ports.ts";
import { readSituation } from "./read-situation.ts";
import { withdraw } from "./withdraw.ts";
import { type StatusChange, writeStatus } from "./write-status.ts";

export interface PlanConnectionInput {
  /** Each a short name or a canonical id; a person may give them in either order. */
  readonly requester: string;
  readonly accepter: string;
  /** Whether a person asks by starting the execution, on the requester's behalf; otherwise the tags ask. */
  readonly asked: boolean;
  /** Whether a person takes back what a person asked for. */
  readonly withdrawn?: boolean;
  /** A person's answer to the plan that this execution has shown, or that none came in time. */
  readonly answer?: Omit<Answer, "wish" | "begun">;
  /** ISO 8601: now. */
  readonly at: string;
}

export interface PlanConnectionOutput extends Pair {
  readonly connection: ConnectionId;
  readonly transport: Transport;
  readonly outcome: Decision["outcome"];
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
  readonly peering?: string;
  /** Whether anything of a VPN is to be built. */
  readonly builds: boolean;
  /** How a VPN's tunnels are; absent where none are planned yet. */
  readonly tunnels?: Judgement;
  readonly askedBy?: NetworkId;
  readonly fingerprints: Fingerprints;
  /** Of what is to be taken away: seconds that it still stands, as somebody may think better of it. */
  readonly grace?: number;
  /** Of what needs a person's approval: the plan's digest and the seconds that are left for it. */
  readonly approval?: { readonly plan: string; readonly seconds: number };
}

/** Problems and warnings that are handed on: the first ones tell enough, and a state's output is small. */
const most = 5;

/** Reads both networks and decides what their connection needs. Only a plan that is to be carried out is written down. */
export async function planConnection(deps: Deps, input: PlanConnectionInput): Promise<PlanConnectionOutput> {
  const { question, connection, record, standing } = await readSituation(deps, input);
  const { pair, askedBy, fingerprints, policy } = question;
  const { decision, answer } = answered(question, input, record?.answer);
  const outcome = outcomeOf(decision, record);
  if ("plan" in decision && outcome !== "keep") await deps.ledger.savePlan({ ...decision.plan, fingerprints });
  const planned = {
    ...{ connection, requester: pair.requester, accepter: pair.accepter, transport: transportOf(pair) },
    ...(askedBy === undefined ? {} : { askedBy }),
  };
  const output = { ...planned, outcome, ...saidOf(decision), fingerprints };
  const change = { ...planned, ...(answer === undefined ? {} : { answer }), at: input.at };
  if (input.answer !== undefined) await deps.approvals.forget(connection);
  await tellBefore(deps, { change, decision, record, isDrift: question.settled });
  if (decision.outcome === "approve") {
    return { ...output, approval: { plan: decision.digests.plan, seconds: policy.approvalHours * 3600 } };
  }
  if (outcome !== "remove") return output;
  // Where nothing stands there is nothing to think better of.
  if (standing === undefined) return { ...output, grace: 0 };
  const since = await withdraw(deps, { ...planned, peering: standing, at: input.at }, record);
  return { ...output, peering: standing, grace: graceLeft(deps.graceSeconds, since, input.at) };
}

interface Told {
  readonly change: StatusChange;
  readonly decision: Decision;
  readonly record: ConnectionRecord | undefined;
  readonly isDrift: boolean;
}

/** What is going to be put right was not right: people are told that too. An answer is kept before anything is done. */
async function tellBefore(deps: Deps, { change, decision, record, isDrift }: Told): Promise<void> {
  if (decision.outcome === "change" && isDrift && record?.status.phase === "active") {
    const { plan } = decision;
    const found = {
      outcome: "refuse" as const,
      problems: [driftOf(plan)],
      ...(plan.tunnels && { tunnels: plan.tunnels }),
    };
    return writeStatus(deps, change, record, statusOf(found));
  }
  if (change.answer !== undefined && record !== undefined) await writeStatus(deps, change, record, record.status);
}

function graceLeft(seconds: number, since: string, at: string): number {
  return Math.max(0, Math.ceil(seconds - (Date.parse(at) - Date.parse(since)) / 1000));
}

/** What was blocked is read back before it is called active, also where nothing is left to write. */
function outcomeOf({ outcome }: Decision, record: ConnectionRecord | undefined): Decision["outcome"] {
  // The tunnels of a VPN have just been read back.
  const isDoubted = record?.status.phase === "blocked" && record.transport !== "ha-vpn";
  return outcome === "keep" && isDoubted ? "change" : outcome;
}

/** What a decision says, cut to what is handed on. */
function saidOf(
  decision: Decision,
): Pick<PlanConnectionOutput, "problems" | "warnings" | "peering" | "builds" | "tunnels"> {
  const problems = "problems" in decision ? decision.problems.slice(0, most) : [];
  const { warnings = [], peering, vpnChanges = [], tunnels } = "plan" in decision ? decision.plan : toldOf(decision);
  return {
    problems,
    warnings: warnings.slice(0, most),
    builds: vpnChanges.length > 0,
    ...(peering === undefined ? {} : { peering }),
    ...(tunnels === undefined ? {} : { tunnels }),
  };
}

/** Of a decision without a plan. */
function toldOf(decision: Decision): Partial<Pick<Plan, "warnings" | "peering" | "vpnChanges" | "tunnels">> {
  return "tunnels" in decision && decision.tunnels !== undefined ? { tunnels: decision.tunnels } : {};
}
