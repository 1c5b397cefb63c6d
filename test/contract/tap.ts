import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export interface TappedCall {
  readonly action: string;
  readonly status: number;
}

export interface PlannedFault {
  readonly action: string;
  readonly code: string;
  /** @default "planned" */
  readonly message?: string;
  /** @default 400 */
  readonly status?: number;
  /** How often, from the next call on. @default 1 */
  readonly times?: number;
  /** Whether the call takes effect and only its answer is lost. @default false */
  readonly after?: boolean;
}

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: Buffer;
}

/** Stands between the provider and a server: counts the calls, and fails the ones that a test wants to fail. */
export class Tap {
  readonly endpoint: string;
  #calls: TappedCall[] = [];
  #faults: PlannedFault[] = [];
  readonly #stop: () => Promise<void>;

  private constructor(endpoint: string, stop: () => Promise<void>) {
    this.endpoint = endpoint;
    this.#stop = stop;
  }

  static async open(target: string): Promise<Tap> {
    let tap: Tap | undefined;
    const server = createServer((incoming, outgoing) => tap?.answer(incoming, outgoing, new URL(target)));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    tap = new Tap(`http://127.0.0.1:${port}`, async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    return tap;
  }

  /** Fails calls to come. */
  fail(fault: PlannedFault): void {
    this.#faults.push(...Array.from({ length: fault.times ?? 1 }, () => fault));
  }

  /** The EC2 calls made while something ran, in order. */
  async during(work: () => Promise<unknown>): Promise<readonly TappedCall[]> {
    this.#calls = [];
    await work();
    return this.#calls.filter(({ action }) => action !== "AssumeRole");
  }

  stop(): Promise<void> {
    return this.#stop();
  }

  async answer(incoming: IncomingMessage, outgoing: ServerResponse, target: URL): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const action = new URLSearchParams(body.toString()).get("Action") ?? "";
    const index = this.#faults.findIndex((fault) => fault.action === action);
    const [fault] = index < 0 ? [] : this.#faults.splice(index, 1);
    const passed = fault === undefined || fault.after === true ? await forward(incoming, body, target) : undefined;
    const answer = fault === undefined && passed !== undefined ? passed : failure(fault);
    this.#calls.push({ action, status: answer.status });
    outgoing.writeHead(answer.status, answer.headers).end(answer.body);
  }
}

/** The calls that changed something. */
export function writesOf(calls: readonly TappedCall[]): readonly string[] {
  return calls
    .filter(({ action, status }) => !action.startsWith("Describe") && status < 300)
    .map(({ action }) => action);
}

function forward(incoming: IncomingMessage, body: Buffer, target: URL): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { method, url, headers } = incoming;
    const outgoing = request(
      { host: target.hostname, port: target.port, method, path: url, headers, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const { "transfer-encoding": _, connection: __, ...rest } = response.headers;
          resolve({ status: response.statusCode ?? 502, headers: rest, body: Buffer.concat(chunks) });
        });
      },
    );
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

function failure(fault: PlannedFault | undefined): Answer {
  const { code = "InternalError", message = "planned", status = 400, action = "" } = fault ?? {};
  const error = `<Error><Code>${code}</Code><Message>${message}</Message></Error>`;
  const xml =
    action === "AssumeRole"
      ? `<ErrorResponse>${error}<RequestId>r</RequestId></ErrorResponse>`
      : `<Response><Errors>${error}</Errors><RequestID>r</RequestID></Response>`;
  return { status, headers: { "content-type": "text/xml" }, body: Buffer.from(xml) };
}
