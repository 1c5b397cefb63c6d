import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { installMoto } from "./server/install.ts";

/**
 * Tests the product on moto, in a Python environment of its own under dist/.
 *
 *     npm run test:moto
 *     npm run test:moto -- deploy                               only the suites of that name
 *     npm run test:moto -- --drop AcceptVpcPeeringConnection    no such call reaches AWS: must fail
 */
const { values, positionals } = parseArgs({
  options: { drop: { type: "string" } },
  allowPositionals: true,
});
const root = join(import.meta.dirname, "../..");
installMoto();
const jest = join(root, "node_modules/jest/bin/jest.js");
const suites = values.drop === undefined ? positionals : ["deploy", "--testNamePattern", "joined at once"];
const { status } = spawnSync(
  process.execPath,
  [
    ...["--experimental-vm-modules", "--no-warnings", jest, "--config", join(import.meta.dirname, "jest.json")],
    ...["--runInBand", ...suites],
  ],
  {
    stdio: "inherit",
    env: { ...process.env, ...(values.drop === undefined ? {} : { CROSSPEER_MOTO_DROP: values.drop }) },
  },
);
process.exitCode = status ?? 1;
