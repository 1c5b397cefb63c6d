import { join } from "node:path";
import { checkAz } from "./az.ts";
import { findProgram } from "./cli.ts";
import { checkGcloud } from "./gcloud.ts";

/**
 * Callers that nobody here wrote drive the lab's Google Cloud and Azure, unchanged and without an account:
 *
 *     npm run test:clients
 *
 * A client that is not installed is left out, and that is said. az: `pip install -r test/clients/requirements.txt`, on
 * the path or in dist/az-venv.
 */
const venv = join(import.meta.dirname, "../../dist/az-venv/bin/az");
const clients = [
  { name: "gcloud", program: findProgram("gcloud"), check: checkGcloud },
  { name: "az", program: findProgram("az", venv), check: checkAz },
];
const print = (line: string) => void process.stdout.write(`${line}\n`);

const outcomes: string[] = [];
for (const { name, program, check } of clients) {
  if (program === undefined) {
    outcomes.push(`${name}: absent, not checked`);
    continue;
  }
  try {
    await check(program, (line) => print(`${name} ${line}`));
    outcomes.push(`${name}: every answer as expected`);
  } catch (error) {
    outcomes.push(`${name}: WRONG: ${error instanceof Error ? error.message : error}`);
    process.exitCode = 1;
  }
}
print(outcomes.join("\n"));
