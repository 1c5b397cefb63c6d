import { setTimeout as delay } from "node:timers/promises";
import type { VirtualClock } from "../../world/clock.ts";
import type { CallIdentity, Fault, Faults } from "../../world/faults.ts";
import type { Journal } from "../../world/journal.ts";
import { GcpError, invalidArgument } from "./gcp-error.ts";
import type { Tokens } from "./identity/tokens.ts";
import type { Call } from "./method.ts";
import { type Match, Routing } from "./routing.ts";
import type { HttpAnswer, HttpRequest } from "./server.ts";

export interface FrontDoorOptions {
  readonly clock: VirtualClock;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly tokens: Tokens;
  readonly methods: ConstructorParameters<typeof Routing>[0];
  /** Told of every call that no method could take. */
  readonly warn: (message: string) => void;
}

interface Outcome {
  readonly status: number;
  readonly body: unknown;
  readonly error?: string;
}

/** "Standard query parameters" of every Google API. */
const STANDARD =
  /^(alt|\$alt|key|fields|prettyPrint|quotaUser|userIp|access_token|oauth_token|callback|upload.*|\$\.xgafv)$/;

/** Fields that a journal never holds. */
const SECRETS = ["sharedSecret", "md5AuthenticationKeys"];

const STATUS: Readonly<Record<string, number>> = {
  rateLimitExceeded: 403,
  quotaExceeded: 403,
  forbidden: 403,
  notFound: 404,
  alreadyExists: 409,
  conditionNotMet: 412,
  badRequest: 400,
  resourceNotReady: 400,
};

/** What all methods share: which one is asked for, who calls, faults, and the journal. */
export class FrontDoor {
  readonly #options: FrontDoorOptions;
  readonly #routing: Routing;

  constructor(options: FrontDoorOptions) {
    this.#options = options;
    this.#routing = new Routing(options.methods);
  }

  async answer(request: HttpRequest): Promise<HttpAnswer | "lost"> {
    const url = new URL(request.url, "http://lab");
    const match = this.#routing.find(request.method, url.pathname);
    if (match === undefined) {
      this.#options.warn(`lab: nothing here answers ${request.method} ${url.pathname}`);
      return write(rendered(new GcpError({ status: 404, reason: "notFound", message: "Not Found" })));
    }
    const principal = this.#options.tokens.principalOf(request.headers["authorization"]);
    const call = { params: match.params, query: url.searchParams, body: request.body, principal };
    const work = this.#struck(match, { ...call, headers: request.headers });
    return match.method.waits ? work : this.#options.clock.during(work);
  }

  async #struck(match: Match, call: Call<string>): Promise<HttpAnswer | "lost"> {
    const identity = identityOf(match);
    const fault = this.#options.faults.strike(identity);
    if (fault?.when === "delay") await delay(fault.delayMs ?? 0);
    const outcome = fault?.when === "before" ? refusal(fault) : await this.#ask(match, call);
    this.#record(match, call, outcome);
    if (fault?.when !== "after") return write(outcome);
    return fault.status === undefined ? "lost" : write(refusal(fault));
  }

  async #ask({ method }: Match, call: Call<string>): Promise<Outcome> {
    try {
      refuseUnknownQuery(call, method.query);
      return { status: 200, body: await method.answer(call) };
    } catch (error) {
      if (error instanceof GcpError) return rendered(error);
      this.#options.warn(
        `lab: ${method.service}.${method.name} broke: ${error instanceof Error ? error.stack : error}`,
      );
      return rendered(new GcpError({ status: 500, reason: "internalError", message: "the lab broke on this call" }));
    }
  }

  #record(match: Match, { principal, body }: Call<string>, { status, error }: Outcome): void {
    const { method, params } = match;
    this.#options.journal.record({
      at: this.#options.clock.now(),
      cloud: "gcp",
      ...identityOf(match),
      principal,
      write: method.write,
      status,
      ...(error === undefined ? {} : { error }),
      // What identity services are asked for is proof of who asks: not for a journal.
      ...(["sts", "iamcredentials"].includes(method.service) ? {} : { params: { ...params, ...asObject(body) } }),
    });
  }
}

function identityOf({ method, params }: Match): CallIdentity {
  const { project = "-", region, location } = params;
  return { service: method.service, action: method.name, account: project, region: region ?? location ?? "global" };
}

function refuseUnknownQuery({ query }: Call, known: readonly string[]): void {
  const unknown = [...query.keys()].find((name) => name !== "" && !known.includes(name) && !STANDARD.test(name));
  if (unknown === undefined) return;
  throw invalidArgument(
    `Invalid JSON payload received. Unknown name "${unknown}": Cannot bind query parameter. ` +
      `Field '${unknown}' could not be found in request message.`,
  );
}

function refusal({ code = "backendError", status, message }: Fault): Outcome {
  const text = message ?? (code === "rateLimitExceeded" ? "Rate Limit Exceeded" : "struck by a fault of the lab");
  return rendered(new GcpError({ status: status ?? STATUS[code] ?? 503, reason: code, message: text }));
}

function rendered(error: GcpError): Outcome {
  return { status: error.status, body: error.render(), error: error.reason };
}

function write({ status, body }: Outcome): HttpAnswer {
  return { status, body: JSON.stringify(body, null, 2) };
}

function asObject(text: string): object {
  try {
    const value: unknown = JSON.parse(text, (key, value) => (SECRETS.includes(key) ? undefined : value));
    return typeof value === "object" && value !== null ? value : {};
  } catch {
    return {};
  }
}
