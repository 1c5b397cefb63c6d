import { type Doubt, damp } from "../../../core/connection/damp.ts";
import type { ConnectionStatus } from "../../../core/connection/status.ts";

const at = "2026-01-01T10:00:00.000Z";
const active: ConnectionStatus = { phase: "active" };
const problem = { rule: "tunnels-down", message: "tunnel 0 is down", remedy: "wait" } as const;
const degraded: ConnectionStatus = { phase: "degraded", tunnelsUp: 3, of: 4, problem };
const worse: ConnectionStatus = { ...degraded, tunnelsUp: 2 };
const flapping: ConnectionStatus = { phase: "degraded", problem: { ...problem, rule: "flapping" } };
const seenOnce: Doubt = { seen: "degraded 3 tunnels-down", looks: 1 };

/** Times of so many changes, one a minute, the last one minute ago. */
function changes(count: number): readonly string[] {
  return Array.from({ length: count }, (_, n) => new Date(Date.parse(at) - (n + 1) * 60_000).toISOString());
}

describe("damp", () => {
  it.each([
    { given: "what was told", told: active, seen: active, doubt: undefined, expected: {} },
    { given: "what was told, after a doubt", told: active, seen: active, doubt: seenOnce, expected: {} },
    { given: "a change seen once", told: active, seen: degraded, doubt: undefined, expected: { doubt: seenOnce } },
    { given: "a change seen twice", told: active, seen: degraded, doubt: seenOnce, expected: { tell: degraded } },
    {
      given: "another change than the last look's",
      ...{ told: active, seen: worse, doubt: seenOnce },
      expected: { doubt: { seen: "degraded 2 tunnels-down", looks: 1 } },
    },
    {
      given: "the same with other words",
      ...{
        told: degraded,
        seen: { ...degraded, problem: { ...problem, message: "tunnel 1 is down" } },
        doubt: undefined,
      },
      expected: {},
    },
  ])("given $given, then told only what two looks agree on", ({ told, seen, doubt, expected }) => {
    expect(damp({ told, seen, doubt, changes: [], at })).toEqual(expected);
  });

  it("given six changes within the hour, then only that it is restless", () => {
    const { tell } = damp({ told: active, seen: degraded, doubt: seenOnce, changes: changes(6), at });
    expect(tell).toMatchObject({ phase: "degraded", problem: { rule: "flapping" } });
  });

  it("given it is told to be restless, then half an hour of the same ends it", () => {
    const look = (looks: number) =>
      damp({ told: flapping, seen: active, doubt: { seen: "active  ", looks }, changes: changes(6), at });
    expect(look(4)).toEqual({ doubt: { seen: "active  ", looks: 5 } });
    expect(look(5)).toEqual({ tell: active });
  });
});
