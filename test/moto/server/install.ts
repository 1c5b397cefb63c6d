import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { python } from "./moto-server.ts";

/** Makes the environment once for each content of requirements.txt. */
export function installMoto(): void {
  const wanted = join(import.meta.dirname, "../requirements.txt");
  const venv = join(import.meta.dirname, "../../../dist/moto-venv");
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
