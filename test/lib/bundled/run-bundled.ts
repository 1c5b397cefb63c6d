import { spawn } from "node:child_process";
import { once } from "node:events";
import { relative, resolve } from "node:path";
import { text } from "node:stream/consumers";
import type { Bundle } from "../../../lib/bundle-handlers.ts";

interface Run {
  readonly bundle: Bundle;
  /** An entry's name: `read-peering`. */
  readonly name: string;
  readonly event: unknown;
  readonly environment?: Readonly<Record<string, string>>;
  /** The folder that the bundle's inputs are told relative to. */
  readonly inputsFrom: string;
}

export interface Ran {
  /** What the handler gave, or the name and message of what it threw. */
  readonly result: unknown;
  /** The source files, packages' included, of everything that was loaded. */
  readonly inputs: readonly string[];
}

/** Notes what Node loads, and calls the handler as Lambda does: in a process that has nothing but the bundle. */
const script = `
const { registerHooks } = process.getBuiltinModule("node:module");
const loaded = [];
registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context); } });
const [file, event] = process.argv.slice(1);
const { handler } = await import(file);
const context = { functionName: "bundled", awsRequestId: "1", functionVersion: "1", memoryLimitInMB: "1", invokedFunctionArn: "arn" };
const result = await handler(JSON.parse(event), context).catch(({ name, message }) => ({ name, message }));
process.stdout.write("\\n" + JSON.stringify({ result, loaded }), () => process.exit());
`;

/** Calls a bundled handler in a process of its own. */
export async function runBundled({ bundle, name, event, environment = {}, inputsFrom }: Run): Promise<Ran> {
  const { directory, metafile } = bundle;
  const file = resolve(directory, `${name}.mjs`);
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script, file, JSON.stringify(event)], {
    env: environment,
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [output, problems] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "close")]);
  const line = output.split("\n").at(-1) ?? "";
  if (!line.startsWith("{")) throw new Error(`${name} did not end: ${problems}`);
  const { result, loaded }: { result: unknown; loaded: readonly string[] } = JSON.parse(line);
  const paths = loaded
    .filter((url) => url.startsWith("file:"))
    .map((url) => relative(inputsFrom, new URL(url).pathname));
  return { result, inputs: paths.flatMap((path) => Object.keys(metafile.outputs[path]?.inputs ?? {})) };
}
