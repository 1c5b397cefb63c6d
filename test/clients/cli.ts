import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { text } from "node:stream/consumers";

/** A command-line program that somebody else wrote. */
export interface Cli {
  /** Runs a command that must succeed, and gives what it printed as JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: an answer has the form that its own check expects of it.
  ask(command: string, ...more: readonly string[]): Promise<any>;
  /** Runs a command that must fail, and gives what it printed of that. */
  fail(command: string, ...more: readonly string[]): Promise<string>;
}

interface CliOptions {
  readonly program: string;
  readonly environment: Readonly<Record<string, string>>;
  /** How each command asks for JSON. */
  readonly json: string;
  readonly tell: (line: string) => void;
}

/** The first program of these that is there: by path, or by name in the folders of PATH. */
export function findProgram(...candidates: readonly string[]): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(delimiter);
  const paths = candidates.flatMap((candidate) =>
    candidate.includes("/") ? [candidate] : folders.map((folder) => join(folder, candidate)),
  );
  return paths.find((path) => existsSync(path));
}

export function createCli({ program, environment, json, tell }: CliOptions): Cli {
  const run = async (command: string, more: readonly string[]) => {
    const start = performance.now();
    const child = spawn(program, [...command.split(" "), ...more, json], { env: { ...process.env, ...environment } });
    const closed = new Promise<number | null>((resolve, reject) => child.on("error", reject).on("close", resolve));
    const [output, problems, code] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
    tell(`${command}  (${((performance.now() - start) / 1000).toFixed(1)} s)`);
    return { output, problems, code };
  };
  return {
    async ask(command, ...more) {
      const { output, problems, code } = await run(command, more);
      if (code !== 0) throw new Error(`${command} ended with ${code}: ${problems}`);
      return output.trim() === "" ? undefined : JSON.parse(output);
    },
    async fail(command, ...more) {
      const { output, problems, code } = await run(command, more);
      if (code === 0) throw new Error(`${command} did what it must not: ${output}`);
      return problems;
    },
  };
}
