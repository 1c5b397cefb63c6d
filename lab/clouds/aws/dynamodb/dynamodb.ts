import type { Server } from "node:http";
import dynalite from "dynalite";
import { close, portOf } from "../../../world/http.ts";
import { type Place, Scoped } from "../scoped.ts";
import type { AwsService, WireAnswer, WireCall } from "../wire.ts";

const READS = /^(Get|BatchGet|Query|Scan|Describe|List)/;

export interface DynamoDb extends AwsService {
  /** Sends an action in the name of an account, as the deployment does. */
  request(place: Place, action: string, input: unknown): Promise<WireAnswer>;
  close(): Promise<void>;
}

/** DynamoDB by dynalite, one of its in-memory servers for each account and region. */
export function dynamoDbService(): DynamoDb {
  const servers = new Scoped(() => start());
  const forward = async (place: Place, action: string, body: string): Promise<WireAnswer> => {
    const response = await fetch(`http://127.0.0.1:${portOf(await servers.at(place))}`, {
      method: "POST",
      headers: headersFor(action),
      body,
    });
    return wireAnswer(response.status, await response.text());
  };
  return {
    name: "dynamodb",
    isWrite: (action) => !READS.test(action),
    answer: (call: WireCall) => forward(call, call.action, call.body),
    request: (place, action, input) => forward(place, action, JSON.stringify(input)),
    close: async () => {
      await Promise.all(servers.all().map(async (server) => close(await server)));
    },
  };
}

async function start(): Promise<Server> {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return server;
}

/** Dynalite wants to see a signature; it does not verify it either. */
function headersFor(action: string): Record<string, string> {
  return {
    "content-type": "application/x-amz-json-1.0",
    "x-amz-target": `DynamoDB_20120810.${action}`,
    "x-amz-date": "20260101T000000Z",
    authorization:
      "AWS4-HMAC-SHA256 Credential=lab/20260101/lab/dynamodb/aws4_request, SignedHeaders=host, Signature=lab",
  };
}

function wireAnswer(status: number, body: string): WireAnswer {
  const headers = { "content-type": "application/x-amz-json-1.0" };
  if (status < 400) return { status, headers, body };
  const type = String(JSON.parse(body || "{}").__type ?? "InternalServerError");
  return { status, headers, body, error: type.slice(type.indexOf("#") + 1) };
}
