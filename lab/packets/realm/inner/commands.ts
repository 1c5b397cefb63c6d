import { type ChildProcess, execFile, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import * as z from "zod";

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end, whatever that is. */
export function attempt(program: string, args: readonly string[], input?: string): Promise<Finished> {
  return new Promise((resolve) => {
    const child = execFile(program, args, { maxBuffer: 1 << 26 }, (error, stdout, stderr) => {
      const code = typeof error?.code === "number" ? error.code : error === null ? 0 : 1;
      resolve({ code, stdout, stderr: stderr || (error?.message ?? "") });
    });
    // A program that ends before it has read everything closes the pipe; its exit code tells why.
    child.stdin?.on("error", () => undefined);
    child.stdin?.end(input ?? "");
  });
}

/** Runs a program that must do well. @throws Error with its words and what it was given */
export async function run(program: string, args: readonly string[], input?: string): Promise<string> {
  const { code, stdout, stderr } = await attempt(program, args, input);
  if (code === 0) return stdout;
  throw new Error(`${program} ${args.join(" ")} ended with ${code}: ${stderr || stdout}\n${input ?? ""}`);
}

/** Commands of `ip` in one go; in the lab's first namespace unless another is named. */
export async function ip(namespace: string | undefined, lines: readonly string[]): Promise<void> {
  if (lines.length === 0) return;
  await run("ip", [...(namespace === undefined ? [] : ["-n", namespace]), "-batch", "-"], `${lines.join("\n")}\n`);
}

const ipAnswer = z.array(z.looseObject({ dst: z.string().optional(), dev: z.string().optional() }));

/** What `ip -json` shows; nothing where it refuses. */
export async function showRoutes(namespace: string, ...args: readonly string[]) {
  const { stdout } = await attempt("ip", ["-j", "-n", namespace, ...args]);
  return stdout.trim() === "" ? [] : ipAnswer.parse(JSON.parse(stdout));
}

export function within(namespace: string, argv: readonly string[]): readonly [string, readonly string[]] {
  return ["ip", ["netns", "exec", namespace, ...argv]];
}

interface Daemon {
  readonly namespace: string;
  readonly argv: readonly string[];
  /** Where its words go. */
  readonly log: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts a program that stays; it ends with the namespaces that it is in. */
export function startDaemon({ namespace, argv, log, env = {} }: Daemon): ChildProcess {
  const file = openSync(log, "a");
  const [program, args] = within(namespace, argv);
  const child = spawn(program, args, { stdio: ["ignore", file, file], env: { ...process.env, ...env } });
  closeSync(file);
  return child;
}

export function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/** Asks until there is an answer, or gives up. @returns undefined when `milliseconds` are over */
export async function until<T>(ask: () => Promise<T | undefined>, milliseconds: number): Promise<T | undefined> {
  const end = performance.now() + milliseconds;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined || performance.now() > end) return answer;
    await pause(20);
  }
}
