import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { python } from "./server/moto-server.ts";

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
const suites = values.drop === undefined ? positionals : ["deploy"];
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

/** Makes the environment once for each content of requirements.txt. */
function installMoto(): void {
  const wanted = join(import.meta.dirname, "requirements.txt");
  const venv = join(root, "dist/moto-venv");
  const installed = join(venv, "requirements.txt");
  if (existsSync(installed) && readFileSync(installed, "utf8") === readFileSync(wanted, "utf8")) return;
  run("python3", "-m", "venv", "--clear", venv);
  run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", wanted);
  copyFileSync(wanted, installed);
}

function run(command: string, ...args: readonly string[]): void {
  const { status, error } = spawnSync(command, args, { stdio: "inherit" });
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} failed`, { cause: error });
}
