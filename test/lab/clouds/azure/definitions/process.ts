import { createServer } from "node:http";
import { json } from "node:stream/consumers";
import * as z from "zod";
import { createJudge, type Judge } from "./judge.ts";

/**
 * A process that holds answers to Microsoft's definitions, for all test files: to compile what they say of one resource
 * takes many seconds. Takes their folder as its argument, tells its port to its parent, and ends with it.
 */
const Exchange = z.object({
  method: z.string(),
  url: z.string(),
  status: z.number(),
  headers: z.record(z.string(), z.string()),
  body: z.unknown().optional(),
});

const [, , folder = ""] = process.argv;
let judge: Promise<Judge> | undefined;

const server = createServer(async (request, response) => {
  judge ??= createJudge(folder);
  try {
    const { body, ...exchange } = Exchange.parse(await json(request));
    const problems = await (await judge)({ ...exchange, body, requestBody: undefined });
    response.end(JSON.stringify(problems));
  } catch (error) {
    response.writeHead(500).end(String(error));
  }
});
server.listen(0, "127.0.0.1", () => process.send?.(server.address()));
process.once("disconnect", () => process.exit());
