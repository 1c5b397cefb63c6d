import { connectionIdOf, pairOf } from "../../core/connection/connection-id.ts";
import { parseIntent } from "../../core/intent/intent.ts";
import { planConnection } from "../../core/plan/plan.ts";
import type { Judgement } from "../../core/tunnels/judge.ts";
import { isToldAlready, statusOf } from "../../reconcile/decide.ts";
import type { Decision } from "../../reconcile/decision.ts";
import type { ConnectionRecord } from "../../reconcile/ports.ts";
import { buildNetwork } from "../support/network-builder.ts";
import { awsNetwork, gcpNetwork } from "../support/network-ids.ts";

const problem = { rule: "tunnels-down", message: "tunnel 2 is down", remedy: "wait" } as const;
const whole: Judgement = { built: true, up: 4, of: 4 };
const partly: Judgement = { built: true, up: 3, of: 4, problem };
const none: Judgement = { built: true, up: 0, of: 4, problem };

describe("statusOf", () => {
  it.each([
    { given: "a peering", tunnels: undefined, expected: { phase: "active" } },
    { given: "all tunnels up", tunnels: whole, expected: { phase: "active", tunnels: 4 } },
    { given: "three of four", tunnels: partly, expected: { phase: "degraded", tunnelsUp: 3, of: 4, problem } },
    { given: "no tunnel up", tunnels: none, expected: { phase: "blocked", problem } },
  ])("given $given, then $expected.phase", ({ tunnels, expected }) => {
    const ending = { outcome: "keep" as const, problems: [], ...(tunnels === undefined ? {} : { tunnels }) };
    expect(statusOf(ending)).toEqual(expected);
  });
});

describe("isToldAlready", () => {
  const pair = pairOf(awsNetwork(1), gcpNetwork("a"));
  const side = (network: typeof pair.requester) => ({ network: buildNetwork(network), intent: parseIntent({}) });
  const plan = planConnection({
    requester: side(pair.requester),
    accepter: side(pair.accepter),
    ...{ refusals: [], formerPeerings: [], isOwnedRoute: () => false },
  });
  const id = connectionIdOf(pair);
  const record: ConnectionRecord = {
    ...{ id, ...pair, transport: "ha-vpn", since: "2026-01-01T00:00:00Z", history: [], peering: id },
    status: { phase: "active", tunnels: 4 },
  };

  it.each([
    { given: "tunnels that are up as before", tunnels: whole, expected: true },
    { given: "a tunnel that went down", tunnels: partly, expected: false },
  ])("given $given, then told: $expected", ({ tunnels, expected }) => {
    const decision: Decision = { outcome: "keep", plan: { ...plan, tunnels } };
    expect(isToldAlready(record, decision)).toBe(expected);
  });
});
