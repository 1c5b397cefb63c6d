import fc from "fast-check";
import type { ConnectionStatus } from "../../../core/connection/status.ts";
import { networkStatusText, type Told } from "../../../core/connection/status-text.ts";
import type { Problem, Rule } from "../../../core/problems.ts";

const overlap: Problem = { rule: "overlap", message: "10.4.0.0/16 overlaps 10.4.0.0/17", remedy: "renumber one" };
const consent: Problem = { rule: "missing-consent", message: "b does not accept a", remedy: "tag b" };
const malformed: Problem = { rule: "malformed-tag", message: "crosspeer:name has X", remedy: "write a name" };

const active = (peer: string): Told => ({ peer, status: { phase: "active" } });
const blocked = (peer: string): Told => ({ peer, status: { phase: "blocked", problem: overlap } });
const withdrawn = (peer: string): Told => ({ peer, status: { phase: "withdrawn" } });
const pending = (peer: string): Told => ({
  peer,
  status: { phase: "pending", waitingFor: "consent", problem: consent },
});

const degraded = (peer: string): Told => ({
  peer,
  status: {
    ...{ phase: "degraded", tunnelsUp: 3, of: 4 },
    problem: { rule: "tunnels-down", message: "tunnel cx-1 is down", remedy: "see both ends" },
  },
});

const blockedText = "blocked x overlap: 10.4.0.0/16 overlaps 10.4.0.0/17: renumber one";
const pendingText = "pending b missing-consent: b does not accept a: tag b";

describe("networkStatusText", () => {
  it.each([
    { given: "nothing", problems: [], connections: [], expected: undefined },
    { given: "all active", problems: [], connections: [active("a"), active("b")], expected: "active 2/2" },
    {
      given: "one of two blocked",
      problems: [],
      connections: [blocked("x"), active("a")],
      expected: `active 1/2 - ${blockedText}`,
    },
    { given: "one waiting", problems: [], connections: [pending("b")], expected: pendingText },
    {
      given: "a bad tag alone",
      problems: [malformed],
      connections: [],
      expected: "blocked malformed-tag: crosspeer:name has X: write a name",
    },
    {
      given: "a bad tag beside active ones",
      problems: [malformed],
      connections: [active("a")],
      expected: "active 1/1 - blocked malformed-tag: crosspeer:name has X: write a name",
    },
    {
      given: "one withdrawn",
      problems: [],
      connections: [withdrawn("a")],
      expected: "withdrawn a still joined: it goes when its grace ends",
    },
    {
      given: "one degraded of two",
      problems: [],
      connections: [active("a"), degraded("payments-eu")],
      expected: "active 1/2 - degraded payments-eu 3/4 tunnels: tunnel cx-1 is down: see both ends",
    },
    {
      given: "one waiting whose name sorts before a blocked one, then the worst first",
      problems: [],
      connections: [pending("b"), blocked("x")],
      expected: `${blockedText} - ${pendingText}`,
    },
  ])("given $given, then $expected", ({ problems, connections, expected }) => {
    expect(networkStatusText(problems, connections)).toBe(expected);
  });

  it("given every phase in any order, then bad tags, blocked, withdrawn, degraded, pending, each by name", () => {
    const all = [pending("a"), degraded("f"), withdrawn("b"), blocked("d"), blocked("c"), active("e")];
    const short = { rule: "invalid", message: "m", remedy: "r" } as const;
    const told = all.map(({ peer, status }) => ({
      peer,
      status: "problem" in status ? { ...status, problem: short } : status,
    }));
    fc.assert(
      fc.property(fc.shuffledSubarray(told, { minLength: told.length }), (connections) => {
        expect(networkStatusText([short], connections)?.split(" - ")).toEqual([
          "active 1/6",
          "blocked invalid: m: r",
          "blocked c invalid: m: r",
          "blocked d invalid: m: r",
          "withdrawn b still joined: it goes when its grace ends",
          "degraded f 3/4 tunnels: m: r",
          "pending a invalid: m: r",
        ]);
      }),
    );
  });

  it.each([
    { given: "a star", message: "accept=*", expected: "accept=any" },
    { given: "brackets and quotes", message: '("x") [y] z', expected: "x y z" },
    { given: "a newline and a tab", message: "x\n\ty", expected: "x y" },
    { given: "what a shell or a page would run", message: "$(rm); <b>&</b> z", expected: "rm b /b z" },
    { given: "letters of other scripts", message: "zürich 東京", expected: "zürich 東京" },
  ])("given $given, then only what a tag may hold", ({ message, expected }) => {
    expect(networkStatusText([{ rule: "failed", message, remedy: "x" }], [])).toBe(`blocked failed: ${expected}: x`);
  });

  it("given a text too long, then it is cut and ends in dots", () => {
    const text = networkStatusText([{ ...overlap, message: "a".repeat(999) }], []);
    expect(text).toHaveLength(256);
    expect(text).toMatch(/^blocked overlap: a+\.\.\.$/);
  });

  it("given a cut in the middle of a surrogate pair, then no half of it is left", () => {
    for (const shift of ["", "a"]) {
      const text = networkStatusText([{ ...overlap, message: `${shift}${"𝐀".repeat(200)}` }], []) ?? "";
      expect(text.isWellFormed()).toBe(true);
      expect(text.length).toBeLessThanOrEqual(256);
    }
  });

  it("given any texts at all, then at most 256 characters, all of those that a tag may hold", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 300 }),
      fc.string({ unit: "grapheme", maxLength: 300 }),
    );
    const problem = fc.record({
      rule: fc.constantFrom<Rule[]>("overlap", "missing-consent", "failed"),
      message: text,
      remedy: text,
    });
    const status: fc.Arbitrary<ConnectionStatus> = fc.oneof(
      fc.constantFrom<ConnectionStatus[]>({ phase: "active" }, { phase: "withdrawn" }),
      problem.map((one) => ({ phase: "blocked" as const, problem: one })),
      problem.map((one) => ({ phase: "degraded" as const, tunnelsUp: 1, of: 4, problem: one })),
      problem.map((one) => ({ phase: "pending" as const, waitingFor: "consent" as const, problem: one })),
    );
    const connections = fc.array(fc.record({ peer: text, status }), { maxLength: 5 });
    fc.assert(
      fc.property(fc.array(problem, { maxLength: 3 }), connections, (problems, told) => {
        const any = networkStatusText(problems, told);
        expect(any === undefined).toBe(problems.length + told.length === 0);
        expect((any ?? "").length).toBeLessThanOrEqual(256);
        expect(any ?? "").toMatch(/^[\p{L}\p{N} _.:/=+\-@]*$/u);
      }),
      { numRuns: 500 },
    );
  });
});
