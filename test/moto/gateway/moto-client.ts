import { Agent, request } from "node:http";
import type { HttpAnswer, HttpRequest } from "./call.ts";

/** Talks to moto itself, past the gateway. */
export class MotoClient {
  readonly #port: number;
  readonly #agent = new Agent({ keepAlive: false });

  constructor(port: number) {
    this.#port = port;
  }

  /** Passes a request on as it is. @param account whose it is; moto cannot know it by the key */
  forward({ method, path, headers, body }: HttpRequest, account: string): Promise<HttpAnswer> {
    const { expect, connection, "transfer-encoding": encoding, ...rest } = headers;
    return new Promise((resolve, reject) => {
      const sent = request(
        {
          host: "127.0.0.1",
          port: this.#port,
          agent: this.#agent,
          method,
          path,
          headers: { ...rest, "content-length": String(body.length), "x-moto-account-id": account },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.once("error", reject);
          response.once("end", () =>
            resolve({
              status: response.statusCode ?? 500,
              headers: Object.fromEntries(
                Object.entries(response.headers).map(([name, value]) => [name, String(value)]),
              ),
              body: Buffer.concat(chunks),
            }),
          );
        },
      );
      sent.once("error", reject);
      sent.end(body);
    });
  }

  /**
   * Asks a service in an account and region, again when the connection breaks.
   *
   * @throws Error when it answers with an error
   */
  async ask(question: Question): Promise<Buffer> {
    const answer = await this.#patiently(question, 3);
    if (answer.status < 300) return answer.body;
    const { service, target, path = "/" } = question;
    throw new NotAnswered(`moto answers ${answer.status} to ${service} ${target ?? path}`, answer.status);
  }

  async #patiently(question: Question, attempts: number): Promise<HttpAnswer> {
    const { account, region, service, method = "GET", path = "/", target, body = "" } = question;
    const headers = {
      host: `127.0.0.1:${this.#port}`,
      authorization: `AWS4-HMAC-SHA256 Credential=gateway/20260101/${region}/${service}/aws4_request, SignedHeaders=host, Signature=0`,
      ...(target === undefined ? {} : { "x-amz-target": target, "content-type": "application/x-amz-json-1.1" }),
    };
    try {
      return await this.forward({ method, path, headers, body: Buffer.from(body) }, account);
    } catch (error) {
      if (attempts <= 1) throw error;
      return this.#patiently(question, attempts - 1);
    }
  }

  close(): void {
    this.#agent.destroy();
  }
}

/** moto answered with an error. */
export class NotAnswered extends Error {
  readonly status: number;

  constructor(message: string, status: number) {
    super(message);
    this.status = status;
  }
}

export interface Question {
  readonly account: string;
  readonly region: string;
  /** Signing name. */
  readonly service: string;
  readonly method?: string;
  readonly path?: string;
  /** `X-Amz-Target` of a JSON service. */
  readonly target?: string;
  readonly body?: string;
}
