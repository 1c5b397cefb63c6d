import { type AzureLab, HUB } from "./azure-lab.ts";
import type { Recorded } from "./recordings.ts";

const NETWORK = /\/providers\/Microsoft\.Network\/(virtualNetworks|networkSecurityGroups)(\/|\?|$)/i;
const POLL = /\/providers\/Microsoft\.Network\/locations\/[^/]+\/operations\/([\da-f-]+)/i;
/** Addresses that the lab does not serve, and lists of all that the recorded subscription happened to have. */
const BEYOND_THE_LAB =
  /^[^?]*subscriptions\/[^/]+\/providers|CheckIPAddressAvailability|subnets\/[^/]+\/[^?]|\$expand/i;

/** One answer of the lab beside the recorded one, without what must differ. */
export interface Pair {
  readonly call: string;
  readonly ours: unknown;
  readonly theirs: unknown;
}

/** Sends a recording's requests to the lab, in their order, and pairs the answers. */
export async function replay(lab: AzureLab, exchanges: readonly Recorded[]): Promise<Pair[]> {
  const operations = new Map<string, string>();
  const pairs: Pair[] = [];
  for (const group of new Set(exchanges.flatMap(({ url }) => groupOf(url) ?? []))) {
    await lab.call("PUT", `/subscriptions/${HUB}/resourceGroups/${group}`, { location: "westus" });
  }
  for (const recorded of exchanges.slice(0, teardown(exchanges))) {
    await prepare(lab, recorded);
    const [, polled] = POLL.exec(recorded.url) ?? [];
    const address = polled === undefined ? pathOf(recorded.url) : operations.get(polled);
    if (address !== undefined && isReplayable(recorded)) pairs.push(await repeat(lab, recorded, address, operations));
  }
  return pairs;
}

/** Where the recorded group is being taken away: answers then depend on how far that has come. */
function teardown(exchanges: readonly Recorded[]): number {
  const last = exchanges.findLastIndex(({ method, status }) => method === "PUT" && status < 300);
  const end = exchanges.findIndex(({ method, status, responseBody }, at) => {
    const gone = method === "DELETE" || JSON.stringify(responseBody ?? null).includes("ResourceGroupNotFound");
    return at > last && status === 404 && gone;
  });
  return end === -1 ? exchanges.length : end;
}

/** Sends one request; notes which operation of ours stands for the recorded one. */
async function repeat(
  lab: AzureLab,
  recorded: Recorded,
  address: string,
  operations: Map<string, string>,
): Promise<Pair> {
  const { method, url, requestBody, responseHeaders } = recorded;
  const { status, headers, body } = await lab.call(method, address, localized(requestBody));
  const [, operation] = POLL.exec(responseHeaders["azure-asyncoperation"] ?? "") ?? [];
  if (operation !== undefined) operations.set(operation, headers["azure-asyncoperation"] ?? "");
  return {
    call: `${method} ${pathOf(url)}`,
    ours: comparable(status, headers, body, recorded),
    theirs: comparable(recorded.status, responseHeaders, recorded.responseBody, recorded),
  };
}

/** Brings the lab to where the recorded cloud was when it answered. */
async function prepare(lab: AzureLab, recorded: Recorded): Promise<void> {
  const answer = JSON.stringify(recorded.responseBody ?? null);
  if (!answer.includes("InProgress")) await lab.clock.settle();
  const [, gateway] = /virtualNetworkGateways\/([^/?]+)\?/i.exec(recorded.url) ?? [];
  if (gateway === undefined || recorded.method !== "PUT") return;
  const [, vnet] = /"id":"([^"]+\/virtualNetworks\/[^/"]+)\/subnets\//.exec(JSON.stringify(recorded.requestBody)) ?? [];
  if (vnet !== undefined) lab.cloud.addGateway(String(localized(vnet)), gateway);
}

function isReplayable({ method, url, requestBody, status }: Recorded): boolean {
  if (POLL.test(url)) return true;
  // Which operation is still running cannot be told from a recording: a test of its own asks for that answer.
  if (status === 409) return false;
  if (!NETWORK.test(url) || BEYOND_THE_LAB.test(url)) return false;
  return method !== "PUT" || (typeof requestBody === "object" && requestBody !== null);
}

function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return `${String(localized(pathname))}${search.replace(/&(t|c|s|h)=.*$/, "")}`;
}

function groupOf(url: string): string | undefined {
  return /\/resourceGroups\/([^/?]+)\/providers\/Microsoft\.Network\/(?:virtualNetworks|networkSecurityGroups)/i.exec(
    url,
  )?.[1];
}

function localized(value: unknown): unknown {
  if (value === undefined || value === null) return undefined;
  return JSON.parse(
    JSON.stringify(value).replaceAll(/\/subscriptions\/[\da-f]{8}-[\da-f-]{27}/gi, `/subscriptions/${HUB}`),
  );
}

/** Status, the headers of operations, and the body with what is made up by either side put to one value. */
function comparable(status: number, headers: Readonly<Record<string, string>>, body: unknown, recorded: Recorded) {
  const given = Object.keys(recorded.responseHeaders);
  const patience = given.includes("retry-after") ? { retryAfter: headers["retry-after"] } : {};
  // A few recorded reads have no etag where others of the same kind have.
  const tag = given.includes("etag") ? { etag: headers["etag"] !== undefined } : {};
  return {
    ...{ status, ...patience, operation: headers["azure-asyncoperation"] !== undefined },
    ...{ location: headers["location"] !== undefined, ...tag },
    body: body === undefined || body === null ? null : scrubbed(localized(body)),
  };
}

function scrubbed(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body), (key, value) => {
    // Network interfaces stand in subnets of the recorded cloud and are not in the lab.
    if (key === "ipConfigurations") return undefined;
    if (key === "etag") return 'W/"…"';
    if (key === "resourceGuid") return "…";
    if (key === "message") return String(value).replace(/https:\S+/, "…");
    return value;
  });
}
