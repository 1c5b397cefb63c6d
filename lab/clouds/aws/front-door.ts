import { setTimeout as delay } from "node:timers/promises";
import type { VirtualClock } from "../../world/clock.ts";
import type { Fault, Faults } from "../../world/faults.ts";
import type { Journal } from "../../world/journal.ts";
import type { SeededRandom } from "../../world/random.ts";
import { AwsError } from "./aws-error.ts";
import { readCredentialScope } from "./credential-scope.ts";
import type { Caller, Credentials } from "./credentials.ts";
import { journalParams } from "./journal-params.ts";
import { jsonError } from "./json-protocol.ts";
import { ec2Error, queryError } from "./query-protocol.ts";
import type { AwsService, WireAnswer, WireCall } from "./wire.ts";

export interface FrontDoorOptions {
  readonly clock: VirtualClock;
  readonly random: SeededRandom;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly credentials: Credentials;
  readonly services: readonly AwsService[];
  /** What the caller's role says against a call; default: nothing. */
  readonly refusal?: (call: WireCall) => AwsError | undefined;
  /** Told of every call that no service could take. */
  readonly warn: (message: string) => void;
}

export interface HttpRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What all services share: who calls, which service and action, faults, and the journal. */
export class FrontDoor {
  readonly #options: FrontDoorOptions;
  readonly #services: ReadonlyMap<string, AwsService>;

  constructor(options: FrontDoorOptions) {
    this.#options = options;
    this.#services = new Map(options.services.map((service) => [service.name, service]));
  }

  /** Answers a request; `lost` means that the caller must never see an answer. */
  async answer(request: HttpRequest): Promise<WireAnswer | "lost"> {
    const url = new URL(request.url, "http://lab");
    const scope = readCredentialScope(request.headers["authorization"], url);
    const service = scope && this.#services.get(scope.service);
    if (scope === undefined || service === undefined) return this.#unknownService(scope?.service, request);
    const caller = this.#options.credentials.identify(scope.accessKeyId);
    if (caller === undefined) return this.#render(scope.service, unknownKey(scope.service), request);
    const call = wireCall({ request, url, service: scope.service, region: scope.region, caller });
    return this.#options.clock.during(this.#struck(service, call));
  }

  async #struck(service: AwsService, call: WireCall): Promise<WireAnswer | "lost"> {
    const fault = this.#options.faults.strike(call);
    if (fault?.when === "delay") await delay(fault.delayMs ?? 0);
    const answer = fault?.when === "before" ? this.#refusal(fault, call) : await this.#ask(service, call);
    this.#record(service, call, answer);
    if (fault?.when !== "after") return answer;
    return fault.status === undefined ? "lost" : this.#refusal(fault, call);
  }

  async #ask(service: AwsService, call: WireCall): Promise<WireAnswer> {
    try {
      const refused = this.#options.refusal?.(call);
      if (refused !== undefined) return this.#render(call.service, refused, call);
      const answer = await service.answer(call);
      if (/^(InvalidAction|UnknownOperation)/.test(answer.error ?? "")) this.#warnOf(`${call.service}:${call.action}`);
      return answer;
    } catch (error) {
      this.#options.warn(`lab: ${call.service}:${call.action} broke: ${error instanceof Error ? error.stack : error}`);
      return this.#render(call.service, new AwsError("InternalFailure", "the lab broke on this call", 500), call);
    }
  }

  #record(service: AwsService, call: WireCall, answer: WireAnswer): void {
    const { account, region, principal, action } = call;
    this.#options.journal.record({
      at: this.#options.clock.now(),
      cloud: "aws",
      ...{ service: call.service, action, account, region, principal },
      write: service.isWrite(action),
      status: answer.status,
      ...(answer.error === undefined ? {} : { error: answer.error }),
      params: journalParams(action, call.body),
    });
  }

  #refusal(fault: Fault, call: WireCall): WireAnswer {
    const code = fault.code ?? "InternalFailure";
    const status = fault.status ?? (fault.code === undefined ? 500 : code === "RequestLimitExceeded" ? 503 : 400);
    return this.#render(
      call.service,
      new AwsError(code, fault.message ?? "struck by a fault of the lab", status),
      call,
    );
  }

  #unknownService(service: string | undefined, request: HttpRequest): WireAnswer {
    if (service === undefined) {
      const error = new AwsError("MissingAuthenticationToken", "Request is missing Authentication Token", 403);
      return this.#render("", error, request);
    }
    this.#warnOf(service);
    return this.#render(
      service,
      new AwsError("UnknownOperationException", `the lab has no service ${service}`),
      request,
    );
  }

  #warnOf(what: string): void {
    this.#options.warn(`lab: nothing here answers ${what}`);
  }

  /** An error as the protocol of the service has it, or as the request's own look suggests. */
  #render(service: string, error: AwsError, { headers }: Pick<HttpRequest, "headers">): WireAnswer {
    if (service === "ec2") return ec2Error(error, this.#options.random.uuid());
    const json = headers["x-amz-target"] !== undefined || service === "lambda";
    return json ? jsonError(error, "1.0") : queryError(error, this.#options.random.uuid());
  }
}

function unknownKey(service: string): AwsError {
  if (service === "ec2") {
    return new AwsError("AuthFailure", "AWS was not able to validate the provided access credentials", 401);
  }
  const code = ["sts", "iam"].includes(service) ? "InvalidClientTokenId" : "UnrecognizedClientException";
  return new AwsError(code, "The security token included in the request is invalid.", 403);
}

interface Read {
  readonly request: HttpRequest;
  readonly url: URL;
  readonly service: string;
  readonly region: string;
  readonly caller: Caller;
}

function wireCall({ request, url, service, region, caller }: Read): WireCall {
  const { method, headers, body } = request;
  const query = url.searchParams.has("Action") ? url.search.slice(1) : body;
  const asked = headers["x-amz-target"]?.split(".").at(-1) ?? new URLSearchParams(query).get("Action");
  const { account, arn } = caller;
  return {
    ...{ service, region, account, principal: arn },
    // What a REST service does stands in the path; it finds both under the names that HTTP/2 has for them.
    action: asked ?? restAction(method, url.pathname),
    headers: { ...headers, ":method": method, ":path": url.pathname },
    body: query,
  };
}

function restAction(method: string, path: string): string {
  return method === "POST" && path.endsWith("/invocations") ? "Invoke" : `${method} ${path}`;
}
