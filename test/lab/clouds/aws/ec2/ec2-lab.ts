import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { text } from "node:stream/consumers";
import { EC2Client } from "@aws-sdk/client-ec2";
import { type Ec2Options, Ec2Service } from "../../../../../lab/clouds/aws/ec2/ec2-service.ts";
import type { CloudEvent } from "../../../../../lab/clouds/aws/wire.ts";
import { VirtualClock } from "../../../../../lab/world/clock.ts";
import { Fabric } from "../../../../../lab/world/fabric.ts";
import { SeededRandom } from "../../../../../lab/world/random.ts";

export const HUB = "111111111111";
export const MEMBER = "222222222222";
export const VIRGINIA = "us-east-1";
export const IRELAND = "eu-west-1";
export const START = Date.UTC(2026, 10, 23, 12);
export const SECOND = 1_000;
export const HOUR = 3_600 * SECOND;

/** The lab's EC2 on loopback, without the front door: who calls and where is read from the credential scope alone. */
export interface Ec2Lab {
  readonly clock: VirtualClock;
  readonly fabric: Fabric;
  readonly service: Ec2Service;
  readonly events: CloudEvent[];
  readonly url: string;
  client(account?: string, region?: string): EC2Client;
  stop(): Promise<void>;
}

export async function startEc2(options: Pick<Ec2Options, "limits" | "throttling"> = {}): Promise<Ec2Lab> {
  const clock = new VirtualClock(START);
  const fabric = new Fabric(() => clock.now());
  const events: CloudEvent[] = [];
  const service = new Ec2Service({
    clock,
    fabric,
    random: new SeededRandom(7),
    emit: (event) => events.push(event),
    isAccount: (account) => account === HUB || account === MEMBER,
    throttling: "off",
    ...options,
  });
  const server = createServer((request, response) => {
    answer(service, request).then(
      ({ status, headers, body }) => response.writeHead(status, headers).end(body),
      () => response.destroy(),
    );
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const url = `http://127.0.0.1:${portOf(server)}`;
  const clients: EC2Client[] = [];
  return {
    clock,
    fabric,
    service,
    events,
    url,
    client(account = HUB, region = VIRGINIA) {
      const credentials = { accessKeyId: `LABK${account}`, secretAccessKey: "any" };
      const client = new EC2Client({ endpoint: url, region, credentials, maxAttempts: 1 });
      clients.push(client);
      return client;
    },
    async stop() {
      for (const client of clients) client.destroy();
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

/** What a call failed with: the code, or `no error`. */
export async function codeOf(call: Promise<unknown>): Promise<string> {
  return errorOf(call).then((error) => error.name);
}

export async function errorOf(call: Promise<unknown>): Promise<Error> {
  return call.then(
    () => Object.assign(new Error("the call succeeded"), { name: "no error" }),
    (error: unknown) => (error instanceof Error ? error : new Error(String(error))),
  );
}

/** A value that the answer must have. */
export function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error("missing in the answer");
  return value;
}

async function answer(service: Ec2Service, request: IncomingMessage) {
  const scope = /Credential=LABK(\d{12})\/\d+\/([^/]+)\/([^/]+)\//.exec(request.headers.authorization ?? "");
  const [, account = "", region = "", signed = ""] = scope ?? [];
  const body = await text(request);
  const action = new URLSearchParams(body).get("Action") ?? "";
  const principal = `arn:aws:iam::${account}:root`;
  return service.answer({ service: signed, action, account, region, principal, body, headers: {} });
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return address.port;
}
