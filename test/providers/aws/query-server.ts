import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

export interface QueryCall {
  readonly action: string;
  readonly form: URLSearchParams;
  /** The access key that signed it. */
  readonly accessKey: string;
}

export interface QueryAnswer {
  /** @default 200 */
  readonly status?: number;
  readonly xml: string;
}

export interface QueryServer {
  readonly endpoint: string;
  readonly calls: readonly QueryCall[];
  stop(): Promise<void>;
}

/** Answers EC2 and STS calls with what a test says, and keeps them. */
export async function startQueryServer(answer: (call: QueryCall) => QueryAnswer): Promise<QueryServer> {
  const calls: QueryCall[] = [];
  const server = createServer(async (request, response) => {
    const call = await read(request);
    calls.push(call);
    const { status = 200, xml } = answer(call);
    response.writeHead(status, { "content-type": "text/xml" }).end(xml);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    calls,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function read(request: IncomingMessage): Promise<QueryCall> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  const form = new URLSearchParams(body);
  const [, accessKey = ""] = /Credential=([^/]+)/.exec(request.headers.authorization ?? "") ?? [];
  return { action: form.get("Action") ?? "", form, accessKey };
}
