import type * as z from "zod";
import { readBody } from "./read-body.ts";

/** A request as a method sees it. */
export interface Call<Body = unknown> {
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly body: Body;
  /** Who calls: a service account's address, a federated principal, or `anonymous`. */
  readonly principal: string;
  readonly headers: Readonly<Record<string, string>>;
}

type Verb = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** One method of one API. */
export interface Method {
  readonly service: "compute" | "container" | "networkmanagement" | "sts" | "iamcredentials";
  /** As IAM and the audit log name it, without the service: `networks.addPeering`. */
  readonly name: string;
  readonly verb: Verb;
  /** A template, as the service's definition has it: `/compute/v1/projects/{project}/global/networks/{network}`. */
  readonly path: string;
  /** The query parameters that it takes beside those that every method takes. */
  readonly query: readonly string[];
  readonly write: boolean;
  /** Whether it answers only when virtual time has passed, so that it must not hold the clock. */
  readonly waits: boolean;
  /** Gives the answer's body for a request with a raw body; throws GcpError. */
  answer(call: Call<string>): unknown;
}

interface Definition<Body> extends Pick<Method, "service" | "name" | "verb" | "path"> {
  readonly query?: readonly string[];
  /** Default: every verb but GET writes. */
  readonly write?: boolean;
  readonly waits?: boolean;
  readonly body: z.ZodType<Body>;
  run(call: Call<Body>): unknown;
}

/** A method that takes a JSON body of a known form, and refuses any other. */
export function methodWithBody<Body>(definition: Definition<Body>): Method {
  const { body, run, ...rest } = definition;
  return complete(rest, (call) => run({ ...call, body: readBody(body, call.body) }));
}

/** A method that takes no body, or one in a form of its own. */
export function method(definition: Omit<Definition<string>, "body">): Method {
  const { run, ...rest } = definition;
  return complete(rest, run);
}

export function param(call: Pick<Call, "params">, name: string): string {
  const value = call.params[name];
  if (value === undefined) throw new Error(`the path has no ${name}`);
  return value;
}

function complete(rest: Omit<Definition<string>, "body" | "run">, answer: (call: Call<string>) => unknown): Method {
  return { query: [], write: rest.verb !== "GET", waits: false, ...rest, answer };
}
