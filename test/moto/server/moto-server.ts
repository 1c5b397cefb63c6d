import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";

const root = join(import.meta.dirname, "../../..");

/** The interpreter of the virtual environment that run.ts makes. */
export const python = join(root, "dist/moto-venv/bin/python");
/** What moto says: a warning for each resource it skips, and why it broke. */
const logFile = join(root, "dist/moto.log");

export interface MotoServer {
  readonly port: number;
  stop(): Promise<void>;
}

/**
 * Starts moto, mended, on a free port of the loopback.
 *
 * @param gatewayPort where moto's Step Functions finds every other service
 * @throws Error with the end of moto's log when it does not come up
 */
export async function startMoto(gatewayPort: number): Promise<MotoServer> {
  const port = await freePort();
  mkdirSync(join(root, "dist"), { recursive: true });
  const log = openSync(logFile, "w");
  const child = spawn(python, [join(import.meta.dirname, "main.py"), "-H", "127.0.0.1", "-p", String(port)], {
    env: {
      PATH: process.env["PATH"],
      TZ: "UTC",
      MOTO_PORT: String(gatewayPort),
      JSONATA_URL: `http://127.0.0.1:${gatewayPort}/_gateway/jsonata`,
      MOTO_EC2_LOAD_DEFAULT_AMIS: "false",
      PYTHONDONTWRITEBYTECODE: "1",
      NO_PROXY: "*",
    },
    // The server ends when this pipe closes, also when this process is killed.
    stdio: ["pipe", log, log],
  });
  await listening(child, port);
  return { port, stop: () => stop(child) };
}

async function listening(child: ChildProcess, port: number): Promise<void> {
  for (let attempt = 0; attempt < 300; attempt++) {
    if (child.exitCode !== null) break;
    const answer = await fetch(`http://127.0.0.1:${port}/moto-api/`).catch(() => undefined);
    if (answer?.ok) return;
    await delay(100);
  }
  child.kill("SIGKILL");
  throw new Error(`moto does not come up: ${readFileSync(logFile, "utf8").slice(-2000)}`);
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGKILL");
  await ended;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}
