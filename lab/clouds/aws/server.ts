import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { close, portOf } from "../../world/http.ts";
import type { FrontDoor } from "./front-door.ts";

export interface RunningServer {
  /** `http://127.0.0.1:<port>`, for all services. */
  readonly endpoint: string;
  close(): Promise<void>;
}

/** Serves all AWS services of the lab on one port of the loopback. Port 0 takes a free one. */
export async function listen(door: Pick<FrontDoor, "answer">, port: number): Promise<RunningServer> {
  const server = createServer((request, response) => void respond(door, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return { endpoint: `http://127.0.0.1:${portOf(server)}`, close: () => close(server) };
}

async function respond(door: Pick<FrontDoor, "answer">, request: IncomingMessage, response: ServerResponse) {
  try {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const body = await readBody(request);
    const answer = await door.answer({ method: request.method ?? "GET", url: request.url ?? "/", headers, body });
    if (answer === "lost") {
      response.destroy();
      return;
    }
    response.writeHead(answer.status, { "x-amzn-requestid": "lab", ...answer.headers });
    response.end(answer.body);
  } catch (error) {
    response.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}
