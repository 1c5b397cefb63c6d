import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { missingForPackets } from "../../lab/packets/preflight.ts";

/**
 * Tests with real packets; what the machine lacks for them is a failure, and said.
 *
 *     npm run test:packets
 *     npm run test:packets -- mistakes                               only the suites of that name
 *     npm run test:packets -- differential --worlds 500 --seed 7     other random worlds, and more of them
 */
const { values, positionals } = parseArgs({
  options: { worlds: { type: "string", default: "50" }, seed: { type: "string", default: "1" } },
  allowPositionals: true,
});
const missing = missingForPackets();
for (const line of missing) process.stderr.write(`packets need ${line}\n`);
if (missing.length > 0) process.exit(2);

/** The first looks at all that runs on the machine; the others mostly wait, and do so side by side. */
const suites = positionals.length > 0 ? [positionals] : [["realm"], ["mistakes", "differential", "arbitrary-world"]];
const jest = join(import.meta.dirname, "../../node_modules/jest/bin/jest.js");
const settings = ["--config", join(import.meta.dirname, "jest.json"), "--maxWorkers", "2"];
const results = suites.map((names) =>
  spawnSync(process.execPath, ["--experimental-vm-modules", "--no-warnings", jest, ...settings, ...names], {
    stdio: "inherit",
    env: { ...process.env, CROSSPEER_WORLDS: values.worlds, CROSSPEER_SEED: values.seed },
  }),
);
process.exitCode = results.every(({ status }) => status === 0) ? 0 : 1;
