import { TaskFailure } from "../../../../lab/workflow/asl/failure.ts";
import { machine, start } from "./start.ts";

const invoke = "arn:aws:states:::lambda:invoke";

function mapOver(States: Record<string, object>, fields: object = {}): object {
  const ProcessorConfig = { Mode: "DISTRIBUTED", ExecutionType: "EXPRESS" };
  const ItemProcessor = { ProcessorConfig, StartAt: Object.keys(States)[0], States };
  return machine({ A: { Type: "Map", Items: ["a", "b", "c"], ItemProcessor, ...fields, End: true } });
}

describe("a Distributed Map", () => {
  it("given items, then each is the input of an execution of its own, and the outputs stand in their order", async () => {
    const { clock, execution } = start(
      mapOver(
        {
          B: { Type: "Pass", Output: "{% {'of': $states.input, 'execution': $states.context.Execution} %}", End: true },
        },
        { ItemSelector: { item: "{% $states.context.Map.Item.Value %}", of: "{% $states.input.all %}" } },
      ),
      { input: { all: 3 } },
    );
    await clock.settle();
    const expected = ["a", "b", "c"].map((item) => ({
      of: { item, of: 3 },
      execution: expect.objectContaining({ Input: { item, of: 3 } }),
    }));
    expect(execution.outcome).toEqual({ status: "SUCCEEDED", output: expected });
  });

  it("given it ends well, then its history tells of the run and of no iteration, as recorded executions do", async () => {
    const { clock, execution } = start(mapOver({ B: { Type: "Pass", End: true } }));
    await clock.settle();
    expect(execution.events.map(({ type }) => type)).toEqual([
      ...["ExecutionStarted", "MapStateEntered", "MapStateStarted", "MapRunStarted", "MapRunSucceeded"],
      ...["MapStateSucceeded", "MapStateExited", "ExecutionSucceeded"],
    ]);
    expect(execution.transitions).toBe(1);
  });

  it.each([
    { given: "an execution that fails", seconds: 1 },
    { given: "an execution of more than five minutes", seconds: 301 },
  ])("given $given, then the threshold is exceeded, and the others are stopped", async ({ seconds }) => {
    const { clock, execution, elapsed } = start(
      mapOver({
        W: { Type: "Wait", Seconds: `{% $states.input = 'b' ? ${seconds} : 3000 %}`, Next: "F" },
        F: { Type: "Fail", Error: "Own" },
      }),
    );
    await clock.settle();
    expect(execution.outcome).toMatchObject({ status: "FAILED", error: "States.ExceedToleratedFailureThreshold" });
    expect(elapsed()).toBe(Math.min(seconds, 300));
  });

  it("given a limit, then no more run at once", async () => {
    let running = 0;
    let most = 0;
    const { clock, execution } = start(
      mapOver(
        { B: { Type: "Task", Resource: invoke, Arguments: "{% $states.input %}", End: true } },
        { MaxConcurrency: 2 },
      ),
      {
        runTask:
          ({ clock: time }) =>
          async (_resource, args) => {
            most = Math.max(most, ++running);
            await new Promise<void>((resolve) => time.at(time.now() + 1000, resolve));
            running--;
            return args;
          },
      },
    );
    await clock.settle();
    expect([execution.outcome?.status, most]).toEqual(["SUCCEEDED", 2]);
  });

  it("given a task's error that is caught inside, then the Map goes on", async () => {
    const { clock, execution } = start(
      mapOver({
        B: {
          Type: "Task",
          Resource: invoke,
          Catch: [{ ErrorEquals: ["States.ALL"], Output: "{% $states.errorOutput.Error %}", Next: "C" }],
          End: true,
        },
        C: { Type: "Pass", End: true },
      }),
      { runTask: () => () => Promise.reject(new TaskFailure({ error: "Denied" })) },
    );
    await clock.settle();
    expect(execution.outcome).toEqual({ status: "SUCCEEDED", output: ["Denied", "Denied", "Denied"] });
  });
});
