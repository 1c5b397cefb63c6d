import { parseArgs } from "node:util";
import { printOutcome } from "./demo-tables.ts";
import { isAsExpected, residentsOf } from "./demo-world.ts";
import { outcomeOf } from "./outcome.ts";
import { runDemo } from "./run-demo.ts";

const { values } = parseArgs({ options: { json: { type: "boolean", default: false } } });
const say = (line: string) => void (values.json || process.stderr.write(`${line}\n`));
const print = (text: string) => process.stdout.write(`${text}\n`);

const { lab, world } = await runDemo(say, { timeline: !values.json, staged: true });
const outcome = await outcomeOf(lab, residentsOf(world));
if (values.json) print(JSON.stringify(outcome));
else await printOutcome(outcome, world, print);
const asExpected = isAsExpected(outcome, world);
await lab.close();
process.exitCode = asExpected ? 0 : 1;
