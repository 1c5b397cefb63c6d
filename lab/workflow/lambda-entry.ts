import path from "node:path";
import { pathToFileURL } from "node:url";
import { type Answer, END_OF_LOG, type FunctionError, type Invocation, isInvocation } from "./lambda-protocol.ts";

/**
 * The process in which one instance of a function lives: loads the handler that `_HANDLER` names in `LAMBDA_TASK_ROOT`,
 * then serves one invocation at a time. Started by `LambdaProcess` only.
 */
type Handler = (event: unknown, context: object) => unknown;

process.on("disconnect", () => process.exit());
process.on("uncaughtException", (error, origin) => {
  const described = describeError(error);
  // Names by Lambda's Node.js runtime (aws-lambda-nodejs-runtime-interface-client).
  const errorType = origin === "unhandledRejection" ? "Runtime.UnhandledPromiseRejection" : described.errorType;
  answer({ kind: "failure", error: { ...described, errorType } }, () => process.exit(1));
});

try {
  const handler = await loadHandler(process.env["LAMBDA_TASK_ROOT"] ?? "", process.env["_HANDLER"] ?? "");
  process.on("message", (message) => {
    if (isInvocation(message)) void serve(handler, message);
  });
  answer({ kind: "ready" });
} catch (error) {
  answer({ kind: "failure", error: describeLoadError(error) }, () => process.exit(1));
}

async function loadHandler(directory: string, name: string): Promise<Handler> {
  const dot = name.lastIndexOf(".");
  const file = path.resolve(directory, `${name.slice(0, dot)}.mjs`);
  const loaded: Record<string, unknown> = await import(pathToFileURL(file).href);
  const handler = loaded[name.slice(dot + 1)];
  if (isHandler(handler)) return handler;
  throw Object.assign(new Error(`${name} is undefined or not exported`), { name: "Runtime.HandlerNotFound" });
}

function isHandler(value: unknown): value is Handler {
  return typeof value === "function";
}

async function serve(handler: Handler, invocation: Invocation): Promise<void> {
  process.env["_X_AMZN_TRACE_ID"] = invocation.traceId;
  try {
    const result = await handler(JSON.parse(invocation.payload), contextOf(invocation));
    answer({ kind: "result", payload: JSON.stringify(result) ?? "null" });
  } catch (error) {
    answer({ kind: "failure", error: describeError(error) });
  }
}

function contextOf({ requestId, deadline }: Invocation): object {
  return {
    functionName: process.env["AWS_LAMBDA_FUNCTION_NAME"],
    functionVersion: process.env["AWS_LAMBDA_FUNCTION_VERSION"],
    invokedFunctionArn: process.argv[2],
    memoryLimitInMB: process.env["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"],
    awsRequestId: requestId,
    logGroupName: process.env["AWS_LAMBDA_LOG_GROUP_NAME"],
    logStreamName: process.env["AWS_LAMBDA_LOG_STREAM_NAME"],
    callbackWaitsForEmptyEventLoop: true,
    getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  };
}

function describeLoadError(error: unknown): FunctionError {
  const described = describeError(error);
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND") {
    return { ...described, errorType: "Runtime.ImportModuleError" };
  }
  return error instanceof SyntaxError ? { ...described, errorType: "Runtime.UserCodeSyntaxError" } : described;
}

function describeError(error: unknown): FunctionError {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] };
  return { errorType: error.name, errorMessage: error.message, trace: (error.stack ?? "").split("\n") };
}

function answer(message: Answer, sent: () => void = () => undefined): void {
  process.stdout.write(`${END_OF_LOG}\n`);
  process.stderr.write(`${END_OF_LOG}\n`);
  process.send?.(message, undefined, {}, sent);
}
