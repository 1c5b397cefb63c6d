import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import * as z from "zod";
import { root } from "./source-files.ts";

const cruiser = join(root, "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs");
const config = join(root, ".dependency-cruiser.mjs");
const outputLimit = 64 * 1024 * 1024;

const schema = z.object({
  modules: z.array(z.object({ source: z.string(), dependencies: z.array(z.object({ module: z.string() })) })),
  summary: z.object({
    violations: z.array(z.object({ from: z.string(), to: z.string(), rule: z.object({ name: z.string() }) })),
    ruleSetUsed: z.object({ forbidden: z.array(z.object({ name: z.string(), comment: z.string() })) }),
  }),
});

export type Cruise = z.output<typeof schema>;

/** Holds a folder to the rules with dependency-cruiser's own command, in a process of its own. */
export async function cruise(folder: string): Promise<Cruise> {
  const run = promisify(execFile);
  const { stdout } = await run(process.execPath, [cruiser, "--config", config, "--output-type", "json", "."], {
    cwd: folder,
    maxBuffer: outputLimit,
  });
  return schema.parse(JSON.parse(stdout));
}

/** Each violation with the advice of its rule. */
export function violationsOf({ summary: { violations, ruleSetUsed } }: Cruise): readonly string[] {
  const advice = new Map(ruleSetUsed.forbidden.map(({ name, comment }) => [name, comment]));
  return violations.map(({ from, to, rule }) => `${rule.name}: ${from} → ${to}: ${advice.get(rule.name) ?? ""}`);
}
