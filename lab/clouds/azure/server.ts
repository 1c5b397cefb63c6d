import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import { close, portOf } from "../../world/http.ts";
import type { SeededRandom } from "../../world/random.ts";
import type { Certificate } from "./certificate.ts";
import type { HttpAnswer, HttpRequest } from "./wire.ts";

/** A request and its answer, as they went over the wire. */
export interface Exchange {
  readonly request: HttpRequest;
  /** With absolute address. */
  readonly url: string;
  readonly answer: HttpAnswer;
}

interface ListenOptions {
  readonly certificate: Certificate;
  readonly port: number;
  readonly random: SeededRandom;
  answer(endpoint: string, request: HttpRequest): Promise<HttpAnswer | "lost">;
  readonly observe: (exchange: Exchange) => void;
}

/** Serves Azure over TLS on one port of the loopback. Port 0 takes a free one. */
export async function listen({ certificate, port, random, answer, observe }: ListenOptions) {
  const server = createServer({ key: certificate.key, cert: certificate.cert });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const endpoint = `https://127.0.0.1:${portOf(server)}`;
  server.on("request", (message: IncomingMessage, response: ServerResponse) => {
    readRequest(message)
      .then(async (request) => {
        const content = await answer(endpoint, request);
        if (content === "lost") {
          response.destroy();
          return;
        }
        const full = {
          ...content,
          headers: { ...commonHeaders(random, request), ...typeOf(content), ...content.headers },
        };
        send(response, full);
        observe({ request, url: `${endpoint}${request.url}`, answer: full });
      })
      .catch((error) => response.destroy(error));
  });
  return { endpoint, close: () => close(server) };
}

async function readRequest(message: IncomingMessage): Promise<HttpRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(Buffer.from(chunk));
  const headers = Object.fromEntries(Object.entries(message.headers).map(([name, value]) => [name, String(value)]));
  const body = Buffer.concat(chunks).toString("utf8");
  return { method: message.method ?? "GET", url: message.url ?? "/", headers, body };
}

function commonHeaders(random: SeededRandom, { headers }: HttpRequest): Record<string, string> {
  const id = random.uuid();
  const client = headers["x-ms-client-request-id"];
  const correlation = headers["x-ms-correlation-request-id"] ?? id;
  return {
    ...{ "cache-control": "no-cache", "x-ms-request-id": id, "x-ms-correlation-request-id": correlation },
    ...{ "x-ms-routing-request-id": `LAB:${id}`, "x-ms-arm-service-request-id": random.uuid() },
    ...(client === undefined ? {} : { "x-ms-client-request-id": client }),
  };
}

function typeOf({ body }: HttpAnswer): Record<string, string> {
  return body === undefined ? {} : { "content-type": "application/json; charset=utf-8" };
}

function send(response: ServerResponse, { status, headers, body }: HttpAnswer): void {
  response.writeHead(status, headers);
  response.end(body === undefined ? undefined : JSON.stringify(body));
}
