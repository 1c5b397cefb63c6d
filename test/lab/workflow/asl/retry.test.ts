import { TaskFailure } from "../../../../lab/workflow/asl/failure.ts";
import { machine, start } from "./start.ts";

const INVOKE = "arn:aws:states:::lambda:invoke";
const TOKEN = "arn:aws:states:::sqs:sendMessage.waitForTaskToken";

function task(fields: object): object {
  return machine({
    A: { Type: "Task", Resource: INVOKE, ...fields, End: true },
    B: { Type: "Pass", Output: "{% $states.input.Error %}", End: true },
  });
}

/** The virtual seconds at which a task that always fails with an error is attempted. */
async function attemptsAt(fields: object, error = "Throttled"): Promise<readonly number[]> {
  const times: number[] = [];
  const { clock } = start(task(fields), {
    runTask:
      ({ elapsed }) =>
      async () => {
        times.push(elapsed());
        throw new TaskFailure({ error });
      },
  });
  await clock.settle();
  return times;
}

describe("Retry", () => {
  it.each([
    { given: "nothing but a name", retry: { ErrorEquals: ["Throttled"] }, expected: [0, 1, 3, 7] },
    { given: "another name", retry: { ErrorEquals: ["Busy"] }, expected: [0] },
    { given: "States.ALL", retry: { ErrorEquals: ["States.ALL"], MaxAttempts: 1 }, expected: [0, 1] },
    { given: "no attempts", retry: { ErrorEquals: ["States.ALL"], MaxAttempts: 0 }, expected: [0] },
    {
      given: "a cap on the delay",
      retry: { ErrorEquals: ["Throttled"], IntervalSeconds: 2, BackoffRate: 3, MaxAttempts: 4, MaxDelaySeconds: 10 },
      expected: [0, 2, 8, 18, 28],
    },
  ])("given $given, then attempts at $expected s", async ({ retry, expected }) => {
    expect(await attemptsAt({ Retry: [retry] })).toEqual(expected);
  });

  it("given full jitter, then each delay is within the plain one, and the same in every run", async () => {
    const fields = {
      Retry: [{ ErrorEquals: ["Throttled"], IntervalSeconds: 4, JitterStrategy: "FULL", MaxAttempts: 2 }],
    };
    const [, first = 0, second = 0] = await attemptsAt(fields);
    expect(first).toBeLessThan(4);
    expect(second - first).toBeLessThan(8);
    expect(await attemptsAt(fields)).toEqual([0, first, second]);
  });

  it("given two retriers, then each counts its own attempts", async () => {
    const errors = ["Busy", "Throttled", "Busy", "Throttled"];
    const seen: number[] = [];
    const { clock, execution } = start(
      task({ Retry: ["Busy", "Throttled"].map((name) => ({ ErrorEquals: [name], BackoffRate: 1, MaxAttempts: 2 })) }),
      {
        runTask:
          ({ elapsed }) =>
          async () => {
            seen.push(elapsed());
            const error = errors.shift();
            if (error !== undefined) throw new TaskFailure({ error });
            return "at last";
          },
      },
    );
    await clock.settle();
    expect([seen, execution.outcome]).toEqual([[0, 1, 2, 3, 4], { status: "SUCCEEDED", output: "at last" }]);
    expect(execution.transitions).toBe(5);
  });

  it.each([
    { error: "States.Runtime", names: ["States.ALL"], expected: 1 },
    { error: "States.Runtime", names: ["States.Runtime"], expected: 1 },
    { error: "States.DataLimitExceeded", names: ["States.ALL"], expected: 1 },
    { error: "States.Timeout", names: ["States.TaskFailed"], expected: 1 },
    { error: "States.Timeout", names: ["States.Timeout"], expected: 2 },
    { error: "States.HeartbeatTimeout", names: ["States.Timeout"], expected: 2 },
    { error: "Invalid", names: ["States.TaskFailed"], expected: 2 },
  ])("given $error and a retry of $names, then $expected attempts", async ({ error, names, expected }) => {
    expect(await attemptsAt({ Retry: [{ ErrorEquals: names, MaxAttempts: 1 }] }, error)).toHaveLength(expected);
  });
});

describe("timeouts and tokens", () => {
  const caught = { Catch: [{ ErrorEquals: ["States.ALL"], Next: "B" }] };

  it("given a task out of time, then States.Timeout, and the task is told", async () => {
    let told = false;
    const { clock, execution, elapsed } = start(task({ ...caught, TimeoutSeconds: 30 }), {
      runTask:
        () =>
        (_resource, _args, { signal }) => {
          signal.addEventListener("abort", () => {
            told = true;
          });
          return new Promise(() => undefined);
        },
    });
    await clock.settle();
    expect([execution.outcome, elapsed(), told]).toEqual([{ status: "SUCCEEDED", output: "States.Timeout" }, 30, true]);
    expect(execution.events.map((event) => event.type)).toContain("TaskTimedOut");
  });

  const waiting = task({
    ...caught,
    Resource: TOKEN,
    Arguments: { token: "{% $states.context.Task.Token %}" },
    TimeoutSeconds: 100,
    HeartbeatSeconds: 20,
  });

  it.each([
    { given: "no answer", answers: {}, expected: ["States.HeartbeatTimeout", 20] },
    {
      given: "heartbeats alone",
      answers: { heartbeat: [15, 30, 45, 60, 75, 90] },
      expected: ["States.Timeout", 100],
    },
    { given: "success", answers: { succeed: [10] }, expected: ["approved", 10] },
    {
      given: "failure after a heartbeat",
      answers: { heartbeat: [15], fail: [25] },
      expected: ["Denied", 25],
    },
  ] as const)("given a task with a token and $given, then $expected", async ({ answers, expected }) => {
    const { clock, execution } = start(waiting, {
      runTask:
        ({ clock, tokens }) =>
        async (_resource, _args, { taskToken = "" }) => {
          const calls = {
            heartbeat: () => tokens.heartbeat(taskToken),
            succeed: () => tokens.succeed(taskToken, "approved"),
            fail: () => tokens.fail(taskToken, { error: "Denied" }),
          };
          for (const key of ["heartbeat", "succeed", "fail"] as const) {
            const times: Partial<Record<string, readonly number[]>> = answers;
            for (const second of times[key] ?? [])
              clock.at(clock.now() + second * 1000, calls[key], { background: true });
          }
          return { MessageId: "1" };
        },
    });
    await clock.settle();
    const { outcome, startDate, stopDate = 0 } = execution;
    expect([outcome?.status === "SUCCEEDED" && outcome.output, (stopDate - startDate) / 1000]).toEqual(expected);
  });

  it("given a token that is spent or unknown, then calls with it answer false", async () => {
    const { clock, tokens } = start(waiting);
    await clock.settle();
    expect([
      tokens.succeed("nobody's", 1),
      tokens.fail("nobody's", { error: "E" }),
      tokens.heartbeat("nobody's"),
    ]).toEqual([false, false, false]);
  });
});
