import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import * as z from "zod";
import type { Seen } from "../exchange.ts";

const ROOT = process.env["CROSSPEER_SPECS"] ?? resolve(import.meta.dirname, "../../../../../../shared/specs");
const FOLDER = join(ROOT, "azure");

/** Where Microsoft's own definitions are; undefined when they are not at hand. */
export const specifications = existsSync(FOLDER) ? FOLDER : undefined;

/** How a test's title says what it is checked against. */
export const checkedAgainst = specifications ? "Microsoft's definitions" : `NOTHING: no definitions in ${FOLDER}`;

/** Where the process that knows them listens. */
export const judgePort = "CROSSPEER_AZURE_JUDGE";

const SPECIFIED =
  /\/Microsoft\.Network\/(virtualNetworks|virtualNetworkGateways|localNetworkGateways|connections|publicIPAddresses|networkSecurityGroups|locations\/[^/]+\/usages)(?!.*\/providers\/)/i;

/** Whether the definitions speak of an address. They do not of operations, nor of other resource providers. */
function isSpecified(url: string): boolean {
  const path = new URL(url).pathname;
  return SPECIFIED.test(path.slice(path.indexOf("/providers/")));
}

/** What Microsoft's definitions have against an answer; empty for a good one, and when they do not speak of it. */
export async function specificationProblems(exchange: Seen): Promise<readonly string[]> {
  if (specifications === undefined || !isSpecified(exchange.url)) return [];
  const port = process.env[judgePort];
  if (port === undefined) throw new Error("nobody has started the process that knows the definitions: startJudge()");
  const { requestBody: _, ...answer } = exchange;
  const judged = await fetch(`http://127.0.0.1:${port}`, {
    method: "POST",
    body: JSON.stringify(answer),
  });
  if (!judged.ok) throw new Error(`the definitions could not be asked: ${await judged.text()}`);
  return z.array(z.string()).parse(await judged.json());
}
