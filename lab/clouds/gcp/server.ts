import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { close, portOf } from "../../world/http.ts";

export interface HttpRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly body: string;
}

/** Answers a request; `lost` means that the caller must never see an answer. */
export type Answerer = (request: HttpRequest) => Promise<HttpAnswer | "lost">;

export interface RunningServer {
  /** `http://127.0.0.1:<port>`. */
  readonly endpoint: string;
  close(): Promise<void>;
}

/** What every recorded answer of the Compute API carries. */
const HEADERS = {
  "content-type": "application/json; charset=UTF-8",
  server: "ESF",
  vary: "Origin, X-Origin, Referer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "SAMEORIGIN",
  "x-xss-protection": "0",
};

/** Serves on a port of the loopback. Port 0 takes a free one. */
export async function listen(answer: Answerer, port: number): Promise<RunningServer> {
  const server = createServer((request, response) => void respond(answer, request, response));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  return { endpoint: `http://127.0.0.1:${portOf(server)}`, close: () => close(server) };
}

async function respond(answer: Answerer, request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
    const body = await readAll(request);
    const answered = await answer({ method: request.method ?? "GET", url: request.url ?? "/", headers, body });
    if (answered === "lost") {
      response.destroy();
      return;
    }
    response.writeHead(answered.status, HEADERS);
    response.end(answered.body);
  } catch (error) {
    response.destroy(error instanceof Error ? error : new Error(String(error)));
  }
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString("utf8");
}
