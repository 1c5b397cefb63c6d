import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { setTimeout as delay } from "node:timers/promises";
import { close, portOf } from "../../../lab/world/http.ts";
import { type Call, type HttpAnswer, type HttpRequest, invokedFunction, readCall } from "./call.ts";
import { type GatewayFault, GatewayFaults } from "./faults.ts";
import type { Functions } from "./functions.ts";
import { evaluate } from "./jsonata-host.ts";
import type { MotoClient } from "./moto-client.ts";
import type { Principals } from "./principals.ts";
import { emitTagChange } from "./tag-events.ts";

/** One call that passed the gateway. */
export interface GatewayEntry extends Pick<Call, "service" | "action" | "region" | "accessKeyId" | "params"> {
  readonly account: string;
  /** The role that made the call, or the account's root. */
  readonly principal: string;
  /** 0 when there was no answer. */
  readonly status: number;
}

export interface Behind {
  readonly moto: MotoClient;
  readonly functions: Functions;
  readonly principals: Principals;
}

/** Stands in front of moto: runs functions, tells of tag changes, keeps a journal, adds faults. */
export class Gateway {
  readonly journal: GatewayEntry[] = [];
  readonly faults = new GatewayFaults();
  /** When set, answers Invoke instead of the deployed function: a result, or an error to throw. */
  script: ((functionArn: string, payload: unknown) => ScriptedAnswer) | undefined;
  #behind: Behind | undefined;
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
    server.on("request", (request, response) => void this.#respond(request, response));
  }

  /** Listens on a free port of the loopback; `connect` must follow. */
  static async listen(): Promise<Gateway> {
    const server = createServer({ keepAliveTimeout: 60_000 });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new Gateway(server);
  }

  get port(): number {
    return portOf(this.#server);
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  connect(behind: Behind): void {
    this.#behind = behind;
  }

  async close(): Promise<void> {
    await close(this.#server);
    await this.#behind?.functions.close();
    this.#behind?.moto.close();
  }

  async #respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const answer = await this.#answer(await readRequest(request));
      if (answer === "none") return void response.destroy();
      const { "transfer-encoding": _, connection: __, ...headers } = answer.headers;
      response.writeHead(answer.status, { ...headers, "content-length": String(answer.body.length) });
      response.end(answer.body);
    } catch (error) {
      response.destroy(error instanceof Error ? error : new Error(String(error)));
    }
  }

  async #answer(request: HttpRequest): Promise<HttpAnswer | "none"> {
    if (this.#behind === undefined) throw new Error("the gateway is not connected yet");
    if (request.path === "/_gateway/jsonata") return json(200, await evaluate(request.body.toString("utf8")));
    const call = readCall(request);
    if (call === undefined) return this.#behind.moto.forward(request, "");
    const account = this.#behind.principals.accountOf(call.accessKeyId);
    const fault = this.faults.strike(call.action, account);
    const answer = await this.#struck(fault, () => this.#pass(request, call, account));
    const { service, action, region, accessKeyId, params } = call;
    const principal = this.#behind.principals.arnOf(call.accessKeyId);
    const status = answer === "none" ? 0 : answer.status;
    this.journal.push({ service, action, region, accessKeyId, params, account, principal, status });
    return answer;
  }

  async #struck(fault: GatewayFault | undefined, pass: () => Promise<HttpAnswer>): Promise<HttpAnswer | "none"> {
    if (fault?.kind === "drop") return "none";
    if (fault?.kind === "error") return ec2Error(fault);
    if (fault?.kind === "delay") await delay(fault.delayMs ?? 0);
    const answer = await pass();
    return fault?.kind === "lost" ? "none" : answer;
  }

  async #pass(request: HttpRequest, call: Call, account: string): Promise<HttpAnswer> {
    const { moto, principals } = this.#connected();
    if (call.service === "lambda" && call.action === "Invoke") return this.#invoke(request);
    const answer = await moto.forward(request, account);
    if (answer.status !== 200) return answer;
    if (call.action === "AssumeRole") principals.learn(String(call.params["RoleArn"]), answer.body.toString("utf8"));
    if (call.service === "ec2" && /^(Create|Delete)Tags$/.test(call.action)) {
      setImmediate(() => void emitTagChange(moto, call, { account, region: call.region }));
    }
    return answer;
  }

  async #invoke({ path, body }: HttpRequest): Promise<HttpAnswer> {
    const arn = invokedFunction(path);
    const payload: unknown = JSON.parse(body.toString("utf8") || "{}");
    const result = this.script?.(arn, payload) ?? (await this.#connected().functions.invoke(arn, payload));
    if (result === undefined) {
      const error = { Type: "User", Message: `Function not found: ${arn}` };
      return json(404, error, { "x-amzn-errortype": "ResourceNotFoundException" });
    }
    const failed = "functionError" in result && result.functionError !== undefined;
    return json(200, failed ? result.functionError : (result.payload ?? null), {
      "x-amz-executed-version": "$LATEST",
      ...(failed ? { "x-amz-function-error": "Unhandled" } : {}),
    });
  }

  #connected(): Behind {
    if (this.#behind === undefined) throw new Error("the gateway is not connected yet");
    return this.#behind;
  }
}

/** What a scripted function answers. */
export type ScriptedAnswer =
  | { readonly payload: unknown; readonly functionError?: undefined }
  | {
      readonly functionError: { readonly errorType: string; readonly errorMessage: string };
      readonly payload?: undefined;
    };

async function readRequest(request: IncomingMessage): Promise<HttpRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  return { method: request.method ?? "GET", path: request.url ?? "/", headers, body: Buffer.concat(chunks) };
}

function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): HttpAnswer {
  return {
    status,
    headers: { "content-type": "application/json", "x-amzn-requestid": "gateway", ...headers },
    body: Buffer.from(JSON.stringify(value)),
  };
}

/** An error as EC2 and STS tell it (EC2 API reference, error responses). */
function ec2Error({ code = "RequestLimitExceeded", status = 503 }: GatewayFault): HttpAnswer {
  const error = `<Error><Code>${code}</Code><Message>added by the gateway</Message></Error>`;
  const body = Buffer.from(`<Response><Errors>${error}</Errors><RequestID>gateway</RequestID></Response>`);
  return { status, headers: { "content-type": "text/xml" }, body };
}
