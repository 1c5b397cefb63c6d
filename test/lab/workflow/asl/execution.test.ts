import { TaskFailure } from "../../../../lab/workflow/asl/failure.ts";
import type { Json } from "../../../../lab/workflow/asl/json.ts";
import { machine, start } from "./start.ts";

const INVOKE = "arn:aws:states:::lambda:invoke";
const pass = { Type: "Pass", End: true };

async function outcomeOf(definition: object, input: Json = {}) {
  const { clock, execution, elapsed } = start(definition, { input });
  await clock.settle();
  return { ...execution.outcome, transitions: execution.transitions, elapsed: elapsed() };
}

describe("Execution", () => {
  it.each([
    {
      given: "an Assign",
      definition: machine({
        A: { Type: "Pass", Assign: { x: "{% 1 + 1 %}" }, Next: "B" },
        B: { ...pass, Output: "{% $x %}" },
      }),
      expected: { status: "SUCCEEDED", output: 2, transitions: 2 },
    },
    {
      given: "an Assign that reads what it assigns, then the old value is read",
      definition: machine({
        A: { Type: "Pass", Assign: { x: 1 }, Next: "B" },
        B: { Type: "Pass", Assign: { x: "{% $x + 1 %}", y: "{% $x %}" }, Next: "C" },
        C: { ...pass, Output: "{% [$x, $y] %}" },
      }),
      expected: { output: [2, 1] },
    },
    {
      given: "a Choice whose rule matches, then the rule's Assign holds and the state's does not",
      definition: machine({
        A: {
          Type: "Choice",
          Choices: [{ Condition: "{% $states.input = {} %}", Next: "B", Assign: { by: "rule" } }],
          Default: "B",
          Assign: { by: "default" },
        },
        B: { ...pass, Output: "{% $by %}" },
      }),
      expected: { output: "rule" },
    },
    {
      given: "a Choice that nothing matches",
      definition: machine({ A: { Type: "Choice", Choices: [{ Condition: false, Next: "B" }] }, B: pass }),
      expected: { status: "FAILED", error: "States.NoChoiceMatched" },
    },
    {
      given: "a Condition that is no boolean",
      definition: machine({ A: { Type: "Choice", Choices: [{ Condition: "{% 1 %}", Next: "B" }] }, B: pass }),
      expected: { status: "FAILED", error: "States.QueryEvaluationError" },
    },
    {
      given: "waits of 45 minutes and until a time",
      definition: machine({
        A: { Type: "Wait", Seconds: "{% 45 * 60 %}", Next: "B" },
        B: { Type: "Wait", Timestamp: "2026-01-01T01:00:00Z", End: true },
      }),
      expected: { status: "SUCCEEDED", elapsed: 3600 },
    },
    {
      given: "the clock in an expression, then it is the virtual one",
      definition: machine({ A: { Type: "Wait", Seconds: 1, Next: "B" }, B: { ...pass, Output: "{% $now() %}" } }),
      expected: { output: "2026-01-01T00:00:01.000Z" },
    },
    {
      given: "branches of a Parallel that wait, then they wait side by side",
      definition: machine({
        A: {
          Type: "Parallel",
          Assign: { sum: "{% $sum($states.result) %}" },
          Branches: [3, 5].map((seconds) => ({
            StartAt: "W",
            States: { W: { Type: "Wait", Seconds: seconds, Output: seconds, End: true } },
          })),
          Next: "B",
        },
        B: { ...pass, Output: "{% $sum %}" },
      }),
      expected: { output: 8, elapsed: 5, transitions: 4 },
    },
    {
      given: "a Map of 4 one-second items, 2 at a time",
      definition: machine({
        A: {
          Type: "Map",
          Items: [1, 2, 3, 4],
          MaxConcurrency: 2,
          ItemSelector: { at: "{% $states.context.Map.Item.Index %}", value: "{% $states.context.Map.Item.Value %}" },
          ItemProcessor: {
            StartAt: "W",
            States: { W: { Type: "Wait", Seconds: 1, Output: "{% $states.input.(at * 10 + value) %}", End: true } },
          },
          End: true,
        },
      }),
      expected: { output: [1, 12, 23, 34], elapsed: 2 },
    },
    {
      given: "one failed branch, then the others stop and their waits cost no time",
      definition: machine({
        A: {
          Type: "Parallel",
          Branches: [
            { StartAt: "W", States: { W: { Type: "Wait", Seconds: 900, End: true } } },
            { StartAt: "F", States: { F: { Type: "Fail", Error: "Broken", Cause: "{% 'on ' & 'purpose' %}" } } },
          ],
          End: true,
        },
      }),
      expected: { status: "FAILED", error: "Broken", cause: "on purpose", elapsed: 0 },
    },
    {
      given: "more failures in a Map than are borne",
      definition: failingMap({ ToleratedFailureCount: 1 }),
      expected: { status: "FAILED", error: "States.ExceedToleratedFailureThreshold" },
    },
    {
      given: "as many failures in a Map as are borne",
      definition: failingMap({ ToleratedFailurePercentage: 50 }),
      expected: { status: "SUCCEEDED", output: [{ Error: "Odd" }, 2, { Error: "Odd" }, 4] },
    },
    {
      given: "a machine out of time",
      definition: machine({ A: { Type: "Wait", Seconds: 100, End: true } }, { TimeoutSeconds: 60 }),
      expected: { status: "TIMED_OUT", elapsed: 60 },
    },
    {
      given: "a result beyond 256 KiB",
      definition: machine({ A: { ...pass, Output: "{% $pad('', 262144, '#') %}" } }),
      expected: { status: "FAILED", error: "States.DataLimitExceeded" },
    },
  ])("given $given, then as Step Functions does", async ({ definition, expected }) => {
    expect(await outcomeOf(definition)).toMatchObject(expected);
  });

  it("given StopExecution in a Wait, then it is aborted at once and what it waited for costs no time", async () => {
    const { clock, execution, elapsed } = start(machine({ A: { Type: "Wait", Seconds: 900, End: true } }));
    await clock.advance(10_000);
    execution.stop({ error: "Enough", cause: "by hand" });
    expect(execution.outcome).toEqual({ status: "ABORTED", error: "Enough", cause: "by hand" });
    await clock.settle();
    expect(elapsed()).toBe(10);
    expect(execution.events.map((event) => event.type)).toEqual([
      "ExecutionStarted",
      "WaitStateEntered",
      "ExecutionAborted",
    ]);
  });

  it("given a run, then its history is linked and its details stand under the name of their type", async () => {
    const { clock, execution } = start(
      machine({ A: { Type: "Task", Resource: INVOKE, Arguments: { n: 1 }, End: true } }),
    );
    await clock.settle();
    expect(execution.events.map(({ id, previousEventId, type }) => [id, previousEventId, type])).toEqual([
      [1, 0, "ExecutionStarted"],
      [2, 1, "TaskStateEntered"],
      [3, 2, "TaskScheduled"],
      [4, 3, "TaskStarted"],
      [5, 4, "TaskSucceeded"],
      [6, 5, "TaskStateExited"],
      [7, 6, "ExecutionSucceeded"],
    ]);
    expect(execution.events[2]).toEqual({
      id: 3,
      previousEventId: 2,
      timestamp: Date.parse("2026-01-01T00:00:00Z"),
      type: "TaskScheduled",
      taskScheduledEventDetails: { resourceType: "lambda", resource: "invoke", region: "", parameters: '{"n":1}' },
    });
  });

  it("given a task that fails with anything but a TaskFailure, then States.Runtime, which States.ALL does not catch", async () => {
    const { clock, execution } = start(
      machine({
        A: { Type: "Task", Resource: INVOKE, Catch: [{ ErrorEquals: ["States.ALL"], Next: "B" }], End: true },
        B: pass,
      }),
      { runTask: () => () => Promise.reject(new Error("no such integration")) },
    );
    await clock.settle();
    expect(execution.outcome).toEqual({ status: "FAILED", error: "States.Runtime", cause: "no such integration" });
  });

  it("given a task that holds the clock, then no time passes while it runs", async () => {
    const { clock, execution, elapsed } = start(
      machine({ A: { Type: "Task", Resource: INVOKE, TimeoutSeconds: 1, End: true } }),
      { runTask: (world) => () => world.clock.during(new Promise((resolve) => setTimeout(() => resolve("done"), 20))) },
    );
    await clock.settle();
    expect([execution.outcome, elapsed()]).toEqual([{ status: "SUCCEEDED", output: "done" }, 0]);
  });

  it("given a task that waits in virtual time and holds nothing, then time passes for it", async () => {
    const { clock, execution, elapsed } = start(
      machine({
        A: { Type: "Task", Resource: "arn:aws:states:::states:startExecution.sync:2", TimeoutSeconds: 90, End: true },
      }),
      {
        runTask: (world) => () =>
          new Promise((resolve) => world.clock.at(world.clock.now() + 60_000, () => resolve("done"))),
      },
    );
    await clock.settle();
    expect([execution.outcome, elapsed()]).toEqual([{ status: "SUCCEEDED", output: "done" }, 60]);
  });

  it("given a caught failure, then the Catch's Assign and Output read the error", async () => {
    const { clock, execution } = start(
      machine({
        A: {
          Type: "Task",
          Resource: INVOKE,
          Catch: [
            { ErrorEquals: ["Other"], Next: "C" },
            {
              ErrorEquals: ["States.TaskFailed"],
              Assign: { why: "{% $states.errorOutput.Error %}" },
              Output: "{% $states.errorOutput.Cause %}",
              Next: "B",
            },
          ],
          End: true,
        },
        B: { ...pass, Output: "{% $why & ': ' & $states.input %}" },
        C: pass,
      }),
      { runTask: () => () => Promise.reject(new TaskFailure({ error: "Refused", cause: "no consent" })) },
    );
    await clock.settle();
    expect(execution.outcome).toEqual({ status: "SUCCEEDED", output: "Refused: no consent" });
  });
});

/** Four items, of which the odd ones fail. */
function failingMap(fields: object): object {
  const states = {
    C: { Type: "Choice", Choices: [{ Condition: "{% $states.input % 2 = 1 %}", Next: "F" }], Default: "P" },
    F: { Type: "Fail", Error: "Odd" },
    P: pass,
  };
  return machine({
    A: { Type: "Map", Items: [1, 2, 3, 4], ...fields, ItemProcessor: { StartAt: "C", States: states }, End: true },
  });
}
