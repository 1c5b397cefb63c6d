import { type ChildProcess, fork } from "node:child_process";
import { tmpdir } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { type Answer, END_OF_LOG, type FunctionError, type Invocation, isAnswer } from "./lambda-protocol.ts";

/** A function as its template describes it. */
export interface LambdaFunction {
  readonly name: string;
  readonly arn: string;
  /** Where the bundle is. */
  readonly directory: string;
  /** `file.export`; the file ends in `.mjs`. */
  readonly handler: string;
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutSeconds: number;
  readonly memoryMb: number;
}

export interface LogLine {
  readonly functionName: string;
  /** Empty for what a function prints while it is loaded. */
  readonly requestId: string;
  readonly stream: "stdout" | "stderr";
  readonly line: string;
}

const ENTRY = path.join(import.meta.dirname, "lambda-entry.ts");
/** Lambda's limit for the init phase, in seconds (Lambda developer guide, "Understanding the execution environment lifecycle"). */
const INIT_SECONDS = 10;

/** One instance of a function: a process that loads it once and serves one invocation after another. */
export class LambdaProcess {
  #requestId = "";
  #alive = true;
  #onAnswer: (answer: Answer) => void = () => undefined;
  readonly #fn: LambdaFunction;
  readonly #child: ChildProcess;
  readonly #ready: Promise<Answer>;
  readonly #gone: Promise<void>;

  constructor(fn: LambdaFunction, onLog: (line: LogLine) => void) {
    this.#fn = fn;
    this.#child = fork(ENTRY, [fn.arn], {
      cwd: fn.directory,
      env: environmentOf(fn),
      execArgv: [`--max-old-space-size=${fn.memoryMb}`],
      stdio: ["ignore", "pipe", "pipe", "ipc"],
    });
    const ends = (["stdout", "stderr"] as const).map((stream) =>
      readLines(this.#child[stream], (line) =>
        onLog({ functionName: fn.name, requestId: this.#requestId, stream, line }),
      ),
    );
    this.#child.on("message", (message) => {
      if (isAnswer(message)) void Promise.all(ends.map((end) => end())).then(() => this.#onAnswer(message));
    });
    this.#gone = new Promise((resolve) => {
      this.#child.once("exit", () => {
        this.#alive = false;
        resolve();
      });
    });
    this.#ready = this.#answer("", INIT_SECONDS);
  }

  /** Whether it can take another invocation; false once it has crashed, timed out or failed to load. */
  get alive(): boolean {
    return this.#alive;
  }

  async invoke(request: Omit<Invocation, "deadline">): Promise<Exclude<Answer, { kind: "ready" }>> {
    this.#requestId = request.requestId;
    const { timeoutSeconds } = this.#fn;
    const loaded = await this.#ready;
    if (loaded.kind !== "ready") {
      void this.kill();
      return loaded;
    }
    const answer = this.#answer(request.requestId, timeoutSeconds);
    const invocation: Invocation = { ...request, deadline: Date.now() + timeoutSeconds * 1000 };
    // A process that has just died cannot be told; its end is the answer.
    if (this.#child.connected) this.#child.send(invocation, () => undefined);
    const result = await answer;
    return result.kind === "ready" ? { kind: "failure", error: exited(request.requestId, null, null) } : result;
  }

  /** Resolves when the process is gone. */
  kill(): Promise<void> {
    this.#alive = false;
    this.#child.kill("SIGKILL");
    return this.#gone;
  }

  /** The process's next word, or what its silence means: out of time, or gone. */
  #answer(requestId: string, seconds: number): Promise<Answer> {
    const { promise, resolve } = Promise.withResolvers<Answer>();
    const timer = setTimeout(() => {
      void this.kill();
      resolve({ kind: "failure", error: timedOut(requestId, seconds) });
    }, seconds * 1000);
    // `close` comes after the last line has been read.
    const onClose = (code: number | null, signal: string | null) =>
      resolve({ kind: "failure", error: exited(requestId, code, signal) });
    this.#onAnswer = resolve;
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) {
      onClose(this.#child.exitCode, this.#child.signalCode);
    } else this.#child.once("close", onClose);
    return promise.finally(() => {
      clearTimeout(timer);
      this.#child.off("close", onClose);
    });
  }
}

/** Wordings as Lambda answers them to Invoke. */
function timedOut(requestId: string, seconds: number): FunctionError {
  const errorMessage = `RequestId: ${requestId} Error: Task timed out after ${seconds.toFixed(2)} seconds`;
  return { errorType: "Sandbox.Timedout", errorMessage };
}

function exited(requestId: string, code: number | null, signal: string | null): FunctionError {
  const how = signal === null ? `exit status ${code ?? 1}` : `signal: ${signal === "SIGKILL" ? "killed" : signal}`;
  return {
    errorType: "Runtime.ExitError",
    errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: ${how}`,
  };
}

/** Reads a stream by lines; what it gives resolves when the current invocation's last line has been passed on. */
function readLines(stream: Readable | null, onLine: (line: string) => void): () => Promise<void> {
  let seen = 0;
  const waiting: (() => void)[] = [];
  if (stream !== null) {
    createInterface({ input: stream }).on("line", (line) => {
      if (!line.endsWith(END_OF_LOG)) return onLine(line);
      if (line !== END_OF_LOG) onLine(line.slice(0, -END_OF_LOG.length));
      const wake = waiting.shift();
      if (wake === undefined) seen++;
      else wake();
    });
  }
  return () => {
    if (seen === 0) return new Promise((resolve) => waiting.push(resolve));
    seen--;
    return Promise.resolve();
  };
}

/** The variables that Lambda sets itself (Lambda developer guide, "Defined runtime environment variables"), then the function's. */
function environmentOf(fn: LambdaFunction): Record<string, string> {
  return {
    AWS_REGION: fn.arn.split(":")[3] ?? "",
    AWS_LAMBDA_FUNCTION_NAME: fn.name,
    AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(fn.memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${fn.name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: "lab",
    AWS_EXECUTION_ENV: "AWS_Lambda_nodejs24.x",
    LAMBDA_TASK_ROOT: fn.directory,
    _HANDLER: fn.handler,
    TZ: ":UTC",
    // Not Lambda's: a lab starts every function anew, and the bundles are the same ones.
    NODE_COMPILE_CACHE: path.join(tmpdir(), "crosspeer-compile-cache"),
    ...fn.env,
  };
}
