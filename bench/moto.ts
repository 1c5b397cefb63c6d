import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import * as z from "zod";

/**
 * What joining 1, 20 and 100 pairs of networks takes on moto, against a Terraform apply of 20 peerings, with their options,
 * routes and rules, on the same server; it was measured once, on another machine of this size.
 *
 *     npm run bench:moto                     the steps in one process
 *     npm run bench:moto -- --machines 20    through the deployed machines and functions as well
 */
const terraform = { count: 20, seconds: 10.1, calls: 500, planCalls: 140 };
const bars = { seconds: terraform.seconds / 5, calls: terraform.calls / 2, sweepCalls: terraform.planCalls / 10 };

const figure = z.object({
  path: z.string(),
  count: z.number(),
  seconds: z.number(),
  waitSeconds: z.number(),
  calls: z.number(),
  connectingCalls: z.number(),
  sweepCalls: z.number(),
  sweepSeconds: z.number(),
});
type Figure = z.infer<typeof figure>;

const { values } = parseArgs({
  options: { steps: { type: "string", default: "1,20,100" }, machines: { type: "string" }, json: { type: "boolean" } },
});
const figures: Figure[] = [];
for await (const one of measure()) {
  figures.push(one);
  if (!values.json) process.stdout.write(`${line(one)}\n`);
}
const compared = figures.find(({ count, waitSeconds }) => count === terraform.count && waitSeconds === 0);
if (values.json) process.stdout.write(`${JSON.stringify({ schemaVersion: 1, terraform, bars, figures })}\n`);
else if (compared !== undefined) process.stdout.write(`${verdict(compared)}\n`);
process.exitCode = compared !== undefined && isMet(compared) ? 0 : 1;

/** In a process of its own: it belongs to the tests. */
async function* measure(): AsyncGenerator<Figure> {
  const machines = values.machines === undefined ? [] : ["--machines", values.machines];
  const script = join(import.meta.dirname, "../test/moto/bench/measure.ts");
  const child = spawn(process.execPath, [script, "--steps", values.steps, ...machines], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  for await (const text of createInterface({ input: child.stdout })) yield figure.parse(JSON.parse(text));
}

function line({ path, count, seconds, waitSeconds, calls, connectingCalls, sweepCalls, sweepSeconds }: Figure): string {
  const waits = waitSeconds === 0 ? "" : `, ${waitSeconds.toFixed(1)} s of it in Wait states`;
  return (
    `${count} peerings, ${path}: ${seconds.toFixed(2)} s${waits}; ${calls} EC2 calls, ${connectingCalls} of them once both ` +
    `networks are described, status tags aside; a sweep without changes: ${sweepCalls} calls, ${sweepSeconds.toFixed(2)} s`
  );
}

function verdict({ seconds, calls, connectingCalls, sweepCalls }: Figure): string {
  const part = (ours: number, theirs: number) => `${((100 * ours) / theirs).toFixed(0)} %`;
  return (
    `against Terraform's ${terraform.seconds} s and ${terraform.calls} calls for 20: ${part(seconds, terraform.seconds)} of ` +
    `the time (bar 20 %), ${part(connectingCalls, terraform.calls)} of the calls (bar 50 %; with describing and telling ` +
    `${part(calls, terraform.calls)}), ${part(sweepCalls, terraform.planCalls)} of its ${terraform.planCalls} calls for no ` +
    "change (bar 10 %)"
  );
}

/** Calls only: seconds are of the machine that runs this. */
function isMet({ connectingCalls, sweepCalls }: Figure): boolean {
  return connectingCalls <= bars.calls && sweepCalls <= bars.sweepCalls;
}
