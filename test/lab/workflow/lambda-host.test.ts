import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type LambdaFunction, LambdaHost, type LogLine } from "../../../lab/workflow/lambda-host.ts";
import { SeededRandom } from "../../../lab/world/random.ts";

const BUNDLE = `
let count = 0;
export const counts = async () => ++count;
export const echoes = async (event, { getRemainingTimeInMillis, ...context }) =>
  ({ event, context, left: getRemainingTimeInMillis(), traced: process.env._X_AMZN_TRACE_ID });
export const environment = async () => process.env;
class Throttled extends Error { name = "Throttled"; }
export const throws = async () => { throw new Throttled("slow down"); };
export const throwsText = async () => { throw "plain"; };
export const nothing = async () => undefined;
export const spins = async (event) => { if (event.spin) for (;;); return ++count; };
export const hangs = () => new Promise(() => setInterval(() => {}, 1000));
export const exits = async (event) => { if (event.exit) process.exit(3); return ++count; };
export const grows = async () => { const all = []; for (;;) all.push(new Array(1e5).fill(count++)); };
export const rejects = async () => { Promise.reject(new Error("left alone")); await new Promise(() => setInterval(() => {}, 1000)); };
export const meets = async ({ milliseconds }) => {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  return process.pid;
};
export const logs = async () => {
  for (let i = 0; i < 500; i++) console.log("out " + i);
  console.error("err");
  process.stdout.write("unfinished");
};
`;

describe("LambdaHost", () => {
  const directory = mkdtempSync(path.join(tmpdir(), "lambda-host-"));
  const lines: LogLine[] = [];
  const host = new LambdaHost({ random: new SeededRandom(7), onLog: (line) => lines.push(line) });

  beforeAll(() => {
    writeFileSync(path.join(directory, "all.mjs"), BUNDLE);
    writeFileSync(
      path.join(directory, "incomplete.mjs"),
      'import "./missing.mjs"; export const handler = async () => 1;',
    );
    writeFileSync(path.join(directory, "broken.mjs"), "export const handler = async () => {");
  });
  afterAll(async () => {
    await host.close();
    rmSync(directory, { recursive: true });
  });

  function lambda(handler: string, fields: Partial<LambdaFunction> = {}): LambdaFunction {
    const name = handler.replace(".", "-");
    const arn = `arn:aws:lambda:eu-west-1:111111111111:function:${name}`;
    return { name, arn, directory, handler, env: {}, timeoutSeconds: 10, memoryMb: 128, ...fields };
  }

  it("given two invocations one after the other, then the second finds the process warm", async () => {
    const results = [await host.invoke(lambda("all.counts"), {}), await host.invoke(lambda("all.counts"), {})];
    expect(results.map(({ payload }) => payload)).toEqual([1, 2]);
  });

  it("given invocations side by side, then each has a process of its own", async () => {
    const fn = lambda("all.meets");
    const results = await Promise.all([1, 2, 3].map(() => host.invoke(fn, { milliseconds: 100 })));
    expect(new Set(results.map(({ payload }) => payload)).size).toBe(3);
  });

  it("given one process a function, then invocations side by side have it in turn, and another function its own", async () => {
    const single = new LambdaHost({ random: new SeededRandom(7), instances: 1 });
    const [fn, other] = [lambda("all.counts"), lambda("all.meets")];
    const others = single.invoke(other, { milliseconds: 100 });
    const results = await Promise.all([1, 2, 3].map(() => single.invoke(fn, {})));
    expect(results.map(({ payload }) => payload)).toEqual([1, 2, 3]);
    expect((await others).functionError).toBeUndefined();
    await single.close();
  });

  it("given one process a function that exits, then the next invocation in line has a new one", async () => {
    const single = new LambdaHost({ random: new SeededRandom(7), instances: 1 });
    const invocations = [lambda("all.exits"), lambda("all.exits")].map((fn) => single.invoke(fn, { exit: true }));
    const errors = (await Promise.all(invocations)).map(({ functionError }) => functionError?.errorType);
    expect(errors).toEqual(["Runtime.ExitError", "Runtime.ExitError"]);
    await single.close();
  });

  it("given an event, then the handler has it and Lambda's context", async () => {
    const { payload, requestId } = await host.invoke(lambda("all.echoes"), { network: "n" });
    expect(payload).toEqual({
      event: { network: "n" },
      context: {
        functionName: "all-echoes",
        functionVersion: "$LATEST",
        invokedFunctionArn: "arn:aws:lambda:eu-west-1:111111111111:function:all-echoes",
        memoryLimitInMB: "128",
        awsRequestId: requestId,
        logGroupName: "/aws/lambda/all-echoes",
        logStreamName: "lab",
        callbackWaitsForEmptyEventLoop: true,
      },
      left: expect.any(Number),
      traced: expect.stringMatching(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=1$/),
    });
  });

  it("given an environment, then the function has that, what Lambda sets, and nothing of the host's", async () => {
    const { payload } = await host.invoke(lambda("all.environment", { env: { LEDGER_TABLE: "ledger" } }), {});
    expect(payload).toMatchObject({
      LEDGER_TABLE: "ledger",
      AWS_REGION: "eu-west-1",
      AWS_LAMBDA_FUNCTION_NAME: "all-environment",
    });
    expect(payload).not.toHaveProperty("PATH");
    expect(payload).not.toHaveProperty("NODE_OPTIONS");
  });

  it.each([
    {
      handler: "all.throws",
      errorType: "Throttled",
      errorMessage: "slow down",
      trace: expect.arrayContaining(["Throttled: slow down"]),
    },
    { handler: "all.throwsText", errorType: "string", errorMessage: "plain" },
    { handler: "all.rejects", errorType: "Runtime.UnhandledPromiseRejection", errorMessage: "left alone" },
    {
      handler: "all.absent",
      errorType: "Runtime.HandlerNotFound",
      errorMessage: "all.absent is undefined or not exported",
    },
    {
      handler: "absent.handler",
      errorType: "Runtime.ImportModuleError",
      errorMessage: expect.stringContaining("absent.mjs"),
    },
    {
      handler: "incomplete.handler",
      errorType: "Runtime.ImportModuleError",
      errorMessage: expect.stringContaining("missing.mjs"),
    },
    { handler: "broken.handler", errorType: "Runtime.UserCodeSyntaxError", errorMessage: expect.any(String) },
  ])("given $handler, then $errorType", async ({ handler, ...error }) => {
    const { functionError, payload } = await host.invoke(lambda(handler), {});
    expect(functionError).toMatchObject(error);
    expect(payload).toEqual(functionError);
  });

  it("given a handler that returns nothing, then null", async () => {
    expect(await host.invoke(lambda("all.nothing"), {})).toMatchObject({ payload: null });
  });

  it.each([
    { given: "spins", fn: lambda("all.spins", { timeoutSeconds: 1 }), event: { spin: true } },
    { given: "hangs", fn: lambda("all.hangs", { timeoutSeconds: 1 }), event: {} },
  ])("given a handler that $given, then it is killed at its timeout", async ({ fn, event }) => {
    const { requestId, functionError } = await host.invoke(fn, event);
    const errorMessage = `RequestId: ${requestId} Error: Task timed out after 1.00 seconds`;
    expect(functionError).toEqual({ errorType: "Sandbox.Timedout", errorMessage });
  });

  it("given a process that exits, then Runtime.ExitError, and the next invocation has a new one", async () => {
    const fn = lambda("all.exits");
    const { requestId, functionError } = await host.invoke(fn, { exit: true });
    const errorMessage = `RequestId: ${requestId} Error: Runtime exited with error: exit status 3`;
    expect(functionError).toEqual({ errorType: "Runtime.ExitError", errorMessage });
    expect(await host.invoke(fn, {})).toMatchObject({ payload: 1 });
  });

  it("given a handler that needs more memory than it has, then Runtime.ExitError", async () => {
    const { functionError } = await host.invoke(lambda("all.grows", { memoryMb: 32 }), {});
    expect(functionError).toMatchObject({ errorType: "Runtime.ExitError" });
  });

  it("given what a handler prints, then all of it is there when the invocation ends", async () => {
    const fn = lambda("all.logs");
    const { requestId } = await host.invoke(fn, {});
    const own = lines.filter((line) => line.functionName === fn.name);
    expect(own).toHaveLength(502);
    expect(own).toContainEqual({ functionName: fn.name, requestId, stream: "stdout", line: "out 499" });
    expect(own).toContainEqual({ functionName: fn.name, requestId, stream: "stdout", line: "unfinished" });
    expect(own).toContainEqual({ functionName: fn.name, requestId, stream: "stderr", line: "err" });
  });

  it("given close, then an invocation under way ends, and no process is left", async () => {
    const other = new LambdaHost({ random: new SeededRandom(8) });
    const pid = (await other.invoke(lambda("all.meets"), { milliseconds: 0 })).payload;
    const running = other.invoke(lambda("all.hangs"), {});
    await other.close();
    expect((await running).functionError).toMatchObject({ errorType: "Runtime.ExitError" });
    expect(() => process.kill(Number(pid), 0)).toThrow("ESRCH");
  });
});
