import { setTimeout as delay } from "node:timers/promises";
import type { VirtualClock } from "../../world/clock.ts";
import type { CallIdentity, Fault, Faults } from "../../world/faults.ts";
import type { Journal } from "../../world/journal.ts";
import { checkApiVersion, checkSubscription } from "./admission.ts";
import { ArmError } from "./arm-error.ts";
import type { AccessTokens } from "./identity/access-tokens.ts";
import { findRoute } from "./routing.ts";
import { withoutSecrets } from "./secrets.ts";
import type { AzureState } from "./state.ts";
import type { Kind, Throttle } from "./throttle.ts";
import type { ArmCall, ArmRoute, HttpAnswer, HttpRequest } from "./wire.ts";

export interface FrontDoorOptions {
  readonly clock: VirtualClock;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly tokens: AccessTokens;
  readonly state: AzureState;
  /** Undefined for no throttling. */
  readonly throttle: Throttle | undefined;
  readonly routes: readonly ArmRoute[];
  /** Told of calls that the lab broke on or has nothing for. */
  readonly warn: (message: string) => void;
}

interface Admitted {
  readonly route: ArmRoute;
  readonly call: ArmCall;
  readonly subscription: string;
}

/** What all of Azure Resource Manager shares: who calls, for which subscription, faults, throttling and the journal. */
export class FrontDoor {
  readonly #options: FrontDoorOptions;

  constructor(options: FrontDoorOptions) {
    this.#options = options;
  }

  /** Answers a request; `lost` means that the caller must never see an answer. */
  answer(endpoint: string, request: HttpRequest): Promise<HttpAnswer | "lost"> {
    return this.#options.clock.during(this.#answer(endpoint, request));
  }

  async #answer(endpoint: string, request: HttpRequest): Promise<HttpAnswer | "lost"> {
    const admitted = this.#attempt(() => this.#admit(endpoint, request));
    if ("status" in admitted) return admitted;
    const { route, call, subscription } = admitted;
    const identity = { service: route.provider, action: route.action, account: subscription, region: "global" };
    const fault = this.#options.faults.strike(identity);
    if (fault?.when === "delay") await delay(fault.delayMs ?? 0);
    const answer = fault?.when === "before" ? refusal(fault) : this.#run(admitted);
    this.#record(identity, call, answer);
    if (fault?.when !== "after") return answer;
    return fault.status === undefined ? "lost" : refusal(fault);
  }

  #admit(endpoint: string, request: HttpRequest): Admitted {
    const { clock, tokens, routes, state } = this.#options;
    const { pathname: path, searchParams: query } = new URL(request.url, endpoint);
    const { method, headers } = request;
    const caller = tokens.identify(headers["authorization"]);
    const apiVersion = checkApiVersion(clock, query.get("api-version"));
    const { route, params } = findRoute(routes, method, path);
    const subscription = params["subscription"] ?? "";
    if (subscription !== "") checkSubscription(state.subscriptions, caller, subscription);
    const auxiliaryTenants = tokens.auxiliaryTenants(headers["x-ms-authorization-auxiliary"]);
    const body = parseJson(request.body);
    const call = { method, endpoint, path, query, headers, params, apiVersion, body, caller, auxiliaryTenants };
    return { route, call, subscription: subscription.toLowerCase() };
  }

  #run({ route, call, subscription }: Admitted): HttpAnswer {
    let left = {};
    const answer = this.#attempt(() => {
      const caller = call.caller.application;
      left = this.#options.throttle?.take({ subscription, caller, kind: kindOf(route) }) ?? {};
      return route.run(call);
    });
    return { ...answer, headers: { ...left, ...answer.headers } };
  }

  /** Runs what may throw, and makes an answer of what it throws. */
  #attempt<T>(work: () => T): T | HttpAnswer {
    try {
      return work();
    } catch (error) {
      if (error instanceof ArmError) {
        if (["InvalidResourceType", "HttpMethodNotSupported"].includes(error.code)) this.#options.warn(error.message);
        return errorAnswer(error);
      }
      this.#options.warn(`lab: Azure broke: ${error instanceof Error ? error.stack : error}`);
      return errorAnswer(new ArmError("InternalServerError", "the lab broke on this call", { status: 500 }));
    }
  }

  #record(identity: CallIdentity, call: ArmCall, { status, body }: HttpAnswer): void {
    const { tenant, application } = call.caller;
    const error = codeOf(body);
    this.#options.journal.record({
      ...{ at: this.#options.clock.now(), cloud: "azure", ...identity, principal: `${application}@${tenant}` },
      ...{ write: !reads(identity.action), status },
      ...(error === undefined ? {} : { error }),
      params: {
        method: call.method,
        path: call.path,
        ...(call.body === undefined ? {} : { body: withoutSecrets(call.body, identity.action) }),
      },
    });
  }
}

/** What is asked by POST because the answer takes its time changes nothing either. */
function reads(action: string): boolean {
  return action.endsWith("/read") || /\/get\w+\/action$/.test(action);
}

function kindOf({ action }: ArmRoute): Kind {
  if (action.endsWith("/read")) return "reads";
  return action.endsWith("/delete") ? "deletes" : "writes";
}

function parseJson(text: string): unknown {
  if (text === "") return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new ArmError("InvalidRequestContent", "The request content was invalid and could not be deserialized.");
  }
}

function refusal(fault: Fault): HttpAnswer {
  const status = fault.status ?? (fault.code === undefined ? 500 : 400);
  const headers: Record<string, string> = status === 429 ? { "retry-after": "10" } : {};
  const message = fault.message ?? "struck by a fault of the lab";
  return errorAnswer(new ArmError(fault.code ?? "InternalServerError", message, { status, headers }));
}

function errorAnswer({ status, headers, code, message, details }: ArmError): HttpAnswer {
  return { status, headers, body: { error: { code, message, ...(details === undefined ? {} : { details }) } } };
}

function codeOf(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null || !("error" in body)) return undefined;
  const { error } = body;
  return typeof error === "object" && error !== null && "code" in error ? String(error.code) : undefined;
}
