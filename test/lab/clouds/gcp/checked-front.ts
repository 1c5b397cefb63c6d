import { createServer, type IncomingMessage } from "node:http";
import { flawsOf } from "./vendor/answer-check.ts";

export interface CheckedFront {
  readonly port: number;
  /** What was wrong with answers so far. */
  readonly flaws: string[];
  close(): Promise<void>;
}

/** Stands before the lab and holds every answer of Compute, whoever asked for it, to Google's definition. */
export async function startCheckedFront(endpoint: string): Promise<CheckedFront> {
  const flaws: string[] = [];
  const server = createServer(async (request, response) => {
    const { method: verb = "GET", url = "/" } = request;
    try {
      const body = await readAll(request);
      const headers = pick(request, ["authorization", "content-type"]);
      const answer = await fetch(endpoint + url, { method: verb, headers, ...(body === "" ? {} : { body }) });
      const text = await answer.text();
      const path = url.split("?")[0] ?? url;
      if (path.startsWith("/compute/")) {
        const found = flawsOf({ verb, path, status: answer.status, body: JSON.parse(text) });
        flaws.push(...found.map((flaw) => `${verb} ${path}: ${flaw}`));
      }
      response.writeHead(answer.status, Object.fromEntries(answer.headers)).end(text);
    } catch (error) {
      // The lab loses an answer when a fault tells it to.
      if (String(error) !== "TypeError: fetch failed") flaws.push(`${verb} ${url}: ${error}`);
      response.destroy();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not listening");
  return {
    ...{ port: address.port, flaws },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function pick(request: IncomingMessage, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => (request.headers[name] === undefined ? [] : [[name, String(request.headers[name])]])),
  );
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}
