import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import * as z from "zod";
import { checkedAgainst, judgePort, specifications } from "./specification.ts";

/** Starts the process that knows Microsoft's definitions, and lets test files know where. */
export async function startJudge(): Promise<void> {
  if (specifications === undefined) {
    process.stderr.write(`answers are checked against ${checkedAgainst}\n`);
    return;
  }
  const judge = fork(join(import.meta.dirname, "process.ts"), [specifications], { execArgv: ["--no-warnings"] });
  const ended = once(judge, "exit").then(([code]) =>
    Promise.reject(new Error(`the definitions' process ended: ${code}`)),
  );
  const [address] = await Promise.race([once(judge, "message"), ended]);
  process.env[judgePort] = String(z.object({ port: z.number() }).parse(address).port);
  // It ends with us, and keeps nobody from ending.
  judge.unref();
  judge.channel?.unref();
}
