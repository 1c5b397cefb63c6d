import { AwsError } from "../aws-error.ts";
import { jsonError } from "../json-protocol.ts";
import type { AwsService, WireAnswer, WireCall } from "../wire.ts";
import type { Functions } from "./functions.ts";

const INVOCATIONS = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

/** Lambda's REST interface: Invoke, synchronous or, with `X-Amz-Invocation-Type: Event`, not waiting for the result. */
export function lambdaService(functions: Functions): AwsService {
  return {
    name: "lambda",
    isWrite: (action) => action === "Invoke",
    async answer(call) {
      try {
        return await invoke(functions, call);
      } catch (error) {
        if (error instanceof AwsError) return jsonError(error, "1.0");
        throw error;
      }
    },
  };
}

async function invoke(functions: Functions, call: WireCall): Promise<WireAnswer> {
  const name = INVOCATIONS.exec(call.headers[":path"] ?? "")?.[1];
  if (name === undefined) throw new AwsError("UnknownOperationException", `the lab has no lambda:${call.action}`, 404);
  const spec = functions.find(decodeURIComponent(name), call);
  const run = functions.invoke(spec, parsePayload(call.body));
  const headers = { "content-type": "application/json", "x-amz-executed-version": "$LATEST" };
  if (call.headers["x-amz-invocation-type"] === "Event") {
    run.catch(() => undefined);
    return { status: 202, headers, body: "" };
  }
  const result = await run;
  const failed = result.functionError === undefined ? {} : { "x-amz-function-error": "Unhandled" };
  return { status: 200, headers: { ...headers, ...failed }, body: JSON.stringify(result.payload ?? null) };
}

function parsePayload(body: string): unknown {
  try {
    return body === "" ? {} : JSON.parse(body);
  } catch {
    throw new AwsError("InvalidRequestContentException", "Could not parse request body into json");
  }
}
