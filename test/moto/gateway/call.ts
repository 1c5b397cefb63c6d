import { readCredentialScope } from "../../../lab/clouds/aws/credential-scope.ts";

/** A request as it came over the wire. */
export interface HttpRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** What a request asks of AWS. */
export interface Call {
  /** Signing name. */
  readonly service: string;
  /** The operation; of a REST service other than Lambda's Invoke, method and path. */
  readonly action: string;
  readonly region: string;
  readonly accessKeyId: string;
  /** The form of a Query service, flat; of a JSON service, the parsed body. */
  readonly params: Readonly<Record<string, unknown>>;
}

/** Reads who asks what; undefined when the request is not signed. */
export function readCall({ method, path, headers, body }: HttpRequest): Call | undefined {
  const url = new URL(path, "http://gateway");
  const scope = readCredentialScope(headers["authorization"], url);
  if (scope === undefined) return undefined;
  const params = readParams(headers, body);
  const asked = headers["x-amz-target"]?.split(".").at(-1) ?? params["Action"];
  return { ...scope, action: typeof asked === "string" ? asked : restAction(method, url.pathname), params };
}

function readParams(headers: HttpRequest["headers"], body: Buffer): Record<string, unknown> {
  const type = headers["content-type"] ?? "";
  if (type.startsWith("application/x-www-form-urlencoded")) {
    return Object.fromEntries(new URLSearchParams(body.toString("utf8")));
  }
  if (headers["x-amz-target"] === undefined || body.length === 0) return {};
  return Object.fromEntries(Object.entries(JSON.parse(body.toString("utf8"))));
}

const invocation = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

function restAction(method: string, path: string): string {
  return invocation.test(path) ? "Invoke" : `${method} ${path}`;
}

/** The function that an Invoke names: an ARN or a name. */
export function invokedFunction(path: string): string {
  return decodeURIComponent(invocation.exec(new URL(path, "http://gateway").pathname)?.[1] ?? "");
}

/** The fields `<name>.1`, `<name>.2`, … of a Query form; with a `member`, `<name>.1.<member>`, …. */
export function listIn(params: Call["params"], name: string, member = ""): readonly string[] {
  const values: string[] = [];
  for (let index = 1; ; index++) {
    const value = params[`${name}.${index}${member && `.${member}`}`];
    if (typeof value !== "string") return values;
    values.push(value);
  }
}
