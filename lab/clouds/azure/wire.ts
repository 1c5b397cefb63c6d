import type { Identity } from "./identity/access-tokens.ts";

export interface HttpRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON, or nothing at all. */
  readonly body?: unknown;
}

/** A call of Azure Resource Manager, after the front door has found its route, its caller and its subscription. */
export interface ArmCall {
  readonly method: string;
  /** `https://127.0.0.1:<port>`, for the absolute addresses that answers carry. */
  readonly endpoint: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
  /** What the route's placeholders stand for in this call, as it was spelt. */
  readonly params: Readonly<Record<string, string>>;
  readonly apiVersion: string;
  /** Parsed JSON; undefined without a body. */
  readonly body: unknown;
  readonly caller: Identity;
  /** Tenants other than the caller's own that the call brought a token of. */
  readonly auxiliaryTenants: readonly string[];
}

/** Something that ARM answers, under a path with placeholders: `/subscriptions/{subscription}/…`. */
export interface ArmRoute {
  readonly method: "GET" | "HEAD" | "PUT" | "PATCH" | "POST" | "DELETE";
  readonly path: string;
  /** Namespace of the resource provider: `Microsoft.Network`. */
  readonly provider: string;
  /** The rest of the action that a role must grant: `virtualNetworks/write`. */
  readonly action: string;
  /** Returns the answer; throws ArmError. */
  run(call: ArmCall): HttpAnswer;
}

/** The value of a placeholder that the route is known to have. */
export function param(call: ArmCall, name: string): string {
  const value = call.params[name];
  if (value === undefined) throw new Error(`the route of ${call.path} has no {${name}}`);
  return value;
}
