import type { Pair } from "../core/connection/connection-id.ts";
import type { Transport } from "../core/connection/status.ts";
import { nameOf } from "../core/intent/directory.ts";
import type { PlannedCall } from "../core/plan/calls/call.ts";
import { callsOf } from "../core/plan/calls/calls.ts";
import type { Plan } from "../core/plan/change.ts";
import { quotasOf, transportOf } from "../core/plan/plan.ts";
import type { QuotaUse } from "../core/plan/quotas.ts";
import type { Problem } from "../core/problems.ts";
import { type CostPart, monthlyCost } from "../core/tunnels/cost.ts";
import { decide } from "./decide.ts";
import type { Decision, Question } from "./decision.ts";
import { entryOf, peekDirectory } from "./directory.ts";
import type { Deps } from "./ports.ts";
import { readSituation } from "./read-situation.ts";

export interface PreviewConnectionInput {
  /** Each a short name or a canonical id, in either order. */
  readonly requester: string;
  readonly accepter: string;
}

export interface PreviewConnectionOutput extends Pair {
  readonly connection: string;
  /** What people call the networks. */
  readonly names: Readonly<Record<keyof Pair, string>>;
  readonly transport: Transport;
  readonly outcome: Decision["outcome"];
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
  /** What is there already and right. */
  readonly kept: readonly string[];
  readonly calls: readonly PlannedCall[];
  readonly quotas: readonly QuotaUse[];
  readonly monthlyUsd: number;
  readonly costs: readonly CostPart[];
}

/** Entries of one list that are shown; a state's output holds 256 KB (Step Functions quotas). */
const most = 300;

/**
 * What joining two networks would take, as if whoever asks had started it: both are taken as they are now. Nothing is
 * written, neither in a cloud nor in the ledger.
 */
export async function previewConnection(
  deps: Pick<Deps, "provider" | "ledger" | "policies">,
  input: PreviewConnectionInput,
): Promise<PreviewConnectionOutput> {
  const { question, connection } = await readSituation(deps, { ...input, asked: true }, peekDirectory);
  const { pair, directory } = question;
  const decision = decide(question);
  const names = { requester: nameOf(pair.requester, directory), accepter: nameOf(pair.accepter, directory) };
  return {
    ...{ connection, requester: pair.requester, accepter: pair.accepter, names },
    ...{ transport: transportOf(pair), outcome: decision.outcome },
    problems: "problems" in decision ? decision.problems.slice(0, most) : [],
    ...("plan" in decision ? shownOf(decision.plan, question) : nothing),
  };
}

type Shown = Pick<PreviewConnectionOutput, "warnings" | "kept" | "calls" | "quotas" | "monthlyUsd" | "costs">;

const nothing: Shown = { warnings: [], kept: [], calls: [], quotas: [], monthlyUsd: 0, costs: [] };

function shownOf(plan: Plan, { pair, directory, requester, accepter, vpn }: Question): Shown {
  const networks = [requester, accepter].filter((network) => network !== undefined);
  const wished = (["requester", "accepter"] as const).flatMap((side) => {
    const gateway = entryOf(directory, pair[side]).intent.gateway;
    return gateway === undefined ? [] : [[side, gateway] as const];
  });
  const { usd, parts } = monthlyCost(pair, wished.length > 0);
  const standing = { networks, wishes: Object.fromEntries(wished), ...(vpn === undefined ? {} : { vpn }) };
  return {
    warnings: plan.warnings.slice(0, most),
    kept: plan.kept.slice(0, most),
    calls: callsOf(plan, standing).slice(0, most),
    // Where a cloud sets no limit there is none to tell.
    quotas: quotasOf(plan, networks)
      .filter(({ limit }) => Number.isFinite(limit))
      .slice(0, most),
    ...{ monthlyUsd: usd, costs: parts },
  };
}
