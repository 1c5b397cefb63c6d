import jsonata from "jsonata";
import { loadMachine } from "../../../../lab/workflow/asl/load-machine.ts";
import { FUNCTIONS, unknownNames } from "../../../../lab/workflow/asl/unknown-names.ts";
import { machine } from "./start.ts";

const end = { Type: "Pass", End: true };
const task = { Type: "Task", Resource: "arn:aws:states:::lambda:invoke", End: true };

describe("loadMachine", () => {
  it.each([
    { given: "an unknown field", states: { A: { ...end, ResultPath: "$" } }, expected: /States\.A: .*"ResultPath"/ },
    {
      given: "a JSONPath state",
      states: { A: { ...end, QueryLanguage: "JSONPath" } },
      expected: /"A": QueryLanguage is JSONPath/,
    },
    { given: "an unknown type", states: { A: { Type: "Loop" } }, expected: /States\.A\.Type/ },
    {
      given: "an activity",
      states: { A: { ...task, Resource: "arn:aws:states:us-east-1:1:activity:a" } },
      expected: /States\.A\.Resource/,
    },
    { given: "a way to nowhere", states: { A: { Type: "Pass", Next: "B" } }, expected: /"A": there is no state "B"/ },
    { given: "no way on", states: { A: { Type: "Pass" } }, expected: /"A": give either Next or End/ },
    {
      given: "a wait without a length",
      states: { A: { Type: "Wait", End: true } },
      expected: /either Seconds or Timestamp/,
    },
    { given: "bad JSONata", states: { A: { ...end, Output: { x: "{% 1 + %}" } } }, expected: /"A": Output\/x: / },
    {
      given: "States.ALL before others",
      states: { A: { ...task, Retry: [{ ErrorEquals: ["States.ALL"] }, { ErrorEquals: ["B"] }] } },
      expected: /Retry\[0\]: States\.ALL/,
    },
    {
      given: "heartbeats without a token",
      states: { A: { ...task, HeartbeatSeconds: 5 } },
      expected: /HeartbeatSeconds/,
    },
    {
      given: "an unknown field in a Map's processor",
      states: { A: { Type: "Map", ItemProcessor: { StartAt: "B", States: { B: { ...end, Result: 1 } } }, End: true } },
      expected: /ItemProcessor\.States\.B: .*"Result"/,
    },
    {
      given: "a Distributed Map with standard executions",
      states: { A: distributed({ B: end }, { ExecutionType: "STANDARD" }) },
      expected: /ProcessorConfig\.ExecutionType/,
    },
    {
      given: "an express execution that waits for another",
      states: { A: distributed({ B: { ...task, Resource: "arn:aws:states:::states:startExecution.sync:2" } }) },
      expected: /"A": an express execution cannot wait/,
    },
    {
      given: "a Distributed Map that bears failures",
      states: { A: { ...distributed({ B: end }), ToleratedFailurePercentage: 50 } },
      expected: /"A": the lab does not know what a tolerated failure leaves/,
    },
    {
      given: "a branch that assigns an outer variable",
      states: {
        A: { Type: "Pass", Assign: { x: 1 }, Next: "P" },
        P: { Type: "Parallel", Branches: [{ StartAt: "B", States: { B: { ...end, Assign: { x: 2 } } } }], End: true },
      },
      expected: /"B": Assign: \$x belongs to an outer scope/,
    },
  ])("given $given, then it is refused by state and field", ({ states, expected }) => {
    expect(() => loadMachine(machine(states))).toThrow(expected);
  });

  it("given no query language, then the machine is JSONPath and refused", () => {
    expect(() => loadMachine({ StartAt: "A", States: { A: end } })).toThrow(/JSONPath/);
  });
});

describe("unknownNames", () => {
  it.each([
    {
      given: "a function that does not exist",
      states: { A: { ...end, Output: "{% $upper('x') %}" } },
      expected: ["$upper"],
    },
    {
      given: "a variable that nobody assigns",
      states: { A: { ...end, Output: ["{% $y %}"] } },
      expected: ["Output[0]: $y"],
    },
    { given: "a variable that a branch reads from outside", states: reading("outer"), expected: [] },
    {
      given: "a variable that a Distributed Map's execution reads from outside",
      states: {
        A: { Type: "Pass", Assign: { outer: 1 }, Next: "M" },
        M: distributed({ C: { ...end, Output: "{% $outer %}" } }),
      },
      expected: ["$outer"],
    },
    { given: "a variable that only a branch assigns, read outside", states: reading("inner"), expected: ["$inner"] },
    {
      given: "names that the expression binds",
      states: { A: { ...end, Output: "{% ($f := function($a){ $a + 1 }; [1..3]#$i.$f($i)) %}" } },
      expected: [],
    },
  ])("given $given, then $expected", ({ states, expected }) => {
    const found = unknownNames(loadMachine(machine(states)));
    expect(found).toEqual(expected.map((name) => expect.stringContaining(name)));
  });

  it("given JSONata's own functions, then the library has each that is listed", async () => {
    const own = ["partition", "range", "hash", "uuid", "parse"];
    for (const name of FUNCTIONS) {
      if (!own.includes(name))
        expect([name, typeof (await jsonata(`$${name}`).evaluate({}))]).toEqual([name, "object"]);
    }
  });
});

function distributed(States: Record<string, object>, config: object = { ExecutionType: "EXPRESS" }): object {
  const ProcessorConfig = { Mode: "DISTRIBUTED", ...config };
  return { Type: "Map", ItemProcessor: { ProcessorConfig, StartAt: Object.keys(States)[0], States }, End: true };
}

/** An outer and an inner variable, read where the other is assigned. */
function reading(name: "outer" | "inner"): Record<string, object> {
  const inner = { B: { Type: "Pass", Assign: { inner: 1 }, Next: "C" }, C: { ...end, Output: "{% $outer %}" } };
  return {
    A: { Type: "Pass", Assign: { outer: 1 }, Next: "P" },
    P: { Type: "Parallel", Branches: [{ StartAt: "B", States: inner }], Next: "Z" },
    Z: { ...end, Output: `{% $${name} %}` },
  };
}
