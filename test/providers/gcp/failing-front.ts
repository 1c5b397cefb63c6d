import { createServer, type IncomingMessage } from "node:http";

/** How an operation ends that Google has taken. */
interface Failure {
  /** What the path of the request holds: a name of its own, or `/routers`. */
  readonly on: string;
  readonly method?: "POST" | "PATCH" | "PUT" | "DELETE";
  readonly code: string;
  readonly message: string;
  /** Of HTTP, as the operation says it. */
  readonly status: number;
}

export interface FailingFront {
  readonly endpoint: string;
  /** The next request that matches is taken and changes nothing: its operation fails. */
  failNext(failure: Failure): void;
  close(): Promise<void>;
}

interface Asked {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

interface Reply {
  readonly status: number;
  readonly text: string;
}

interface FailedOperation {
  readonly clientOperationId: string;
  /** The path of the list that it is in. */
  readonly home: string;
}

/** Stands before the lab, in which no operation on gateways, tunnels or routers fails once it is begun. */
export async function startFailingFront(port: number): Promise<FailingFront> {
  const armed: Failure[] = [];
  const failed: FailedOperation[] = [];

  const answer = async (asked: Asked): Promise<Reply> => {
    const { method, url } = asked;
    const index = armed.findIndex(({ method: one = "POST", on }) => one === method && url.pathname.includes(on));
    const [failure] = index < 0 ? [] : armed.splice(index, 1);
    if (failure !== undefined) {
      const operation = failedOperation(failure, url, failed.length);
      failed.push(operation);
      return { status: 200, text: JSON.stringify({ ...operation, status: "RUNNING", error: undefined }) };
    }
    const reply = await pass(asked);
    const prefix = /"(.*)\.\*"/.exec(url.searchParams.get("filter") ?? "")?.[1];
    const own = failed.filter(
      ({ home, clientOperationId }) =>
        home === url.pathname && prefix !== undefined && clientOperationId.startsWith(prefix),
    );
    if (own.length === 0) return reply;
    const list = JSON.parse(reply.text);
    return { ...reply, text: JSON.stringify({ ...list, items: [...own, ...(list.items ?? [])] }) };
  };

  const server = createServer(async (request, response) => {
    const { status, text } = await answer(await readAsked(request, port));
    response.writeHead(status, { "content-type": "application/json" }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("not listening");
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    failNext: (failure) => void armed.push(failure),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** In time before those of the lab, which begin with its clock. */
function failedOperation({ code, message, status }: Failure, url: URL, count: number) {
  return {
    ...{ kind: "compute#operation", id: String(9_000 + count), name: `operation-${count}`, status: "DONE" },
    clientOperationId: url.searchParams.get("requestId") ?? "",
    home: url.pathname.replace(/\/(global|regions\/[^/]+)\/.*/, "/$1/operations"),
    insertTime: new Date(Date.UTC(2025, 11, 31) + count * 1_000).toISOString(),
    ...{ error: { errors: [{ code, message }] }, httpErrorStatusCode: status },
  };
}

async function readAsked(request: IncomingMessage, port: number): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const { method = "GET", url = "/", headers } = request;
  const kept = ["authorization", "content-type"].flatMap((one) => (headers[one] ? [[one, String(headers[one])]] : []));
  const body = Buffer.concat(chunks).toString("utf8");
  return { method, url: new URL(url, `http://127.0.0.1:${port}`), headers: Object.fromEntries(kept), body };
}

async function pass({ method, url, headers, body }: Asked): Promise<Reply> {
  const answer = await fetch(url, { method, headers, ...(body === "" ? {} : { body }) });
  return { status: answer.status, text: await answer.text() };
}
