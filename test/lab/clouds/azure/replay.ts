import { type AzureLab, HUB } from "./azure-lab.ts";
import type { Recorded } from "./recordings.ts";

const NETWORK =
  /\/providers\/Microsoft\.Network\/(virtualNetworks|networkSecurityGroups|publicIPAddresses|localNetworkGateways|virtualNetworkGateways)(\/|\?|$)/i;
const GATEWAY = /\/virtualNetworkGateways\/[^/?]+\?/i;
const POLL = /\/providers\/Microsoft\.Network\/locations\/[^/]+\/operations\/([\da-f-]+)/i;
/** Addresses that the lab does not serve, public ones that NAT gateways and firewalls hold, and lists of all that the recorded subscription happened to have. */
const BEYOND_THE_LAB =
  /^[^?]*subscriptions\/[^/]+\/providers|CheckIPAddressAvailability|subnets\/[^/]+\/[^?]|\$expand|virtualNetworkGateways\/[^/]+\/|\/asotest[^/]+\/providers\/[^/]+\/publicIPAddresses/i;

/** One answer of the lab beside the recorded one, without what must differ. */
export interface Pair {
  readonly call: string;
  readonly ours: unknown;
  readonly theirs: unknown;
}

/** Sends a recording's requests to the lab, in their order, and pairs the answers. */
export async function replay(lab: AzureLab, exchanges: readonly Recorded[]): Promise<Pair[]> {
  const operations = new Map<string, string>();
  const ofGateways = exchanges.some(({ url }) => GATEWAY.test(url));
  const pairs: Pair[] = [];
  for (const group of new Set(exchanges.flatMap(({ url }) => groupOf(url) ?? []))) {
    await lab.call("PUT", `/subscriptions/${HUB}/resourceGroups/${group}`, { location: "westus" });
  }
  for (const one of exchanges.slice(0, teardown(exchanges))) {
    const recorded = ofGateways ? modernized(one) : one;
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
  // Gateways are made side by side, and their users look on while they are.
  const isGateway = GATEWAY.test(recorded.url);
  if (isGateway && recorded.method === "PUT") await lab.clock.advance(60_000);
  else if (!answer.includes("InProgress") && !(isGateway && answer.includes("Updating"))) await lab.clock.settle();
}

/** What can no longer be made, put as it is made today: gateways with zones, on standard addresses. */
function modernized(recorded: Recorded): Recorded {
  const { method, url, requestBody, responseBody } = recorded;
  const isAddress = /\/publicIPAddresses\//i.test(url);
  if (!isAddress && !GATEWAY.test(url)) return recorded;
  const modern = (body: unknown) =>
    JSON.parse(JSON.stringify(body ?? null), (key, value) => {
      if (key === "publicIPAllocationMethod") return "Static";
      if (key === "sku" && isAddress) return { name: "Standard", tier: "Regional" };
      return key === "sku" ? { ...value, name: "VpnGw1AZ", tier: "VpnGw1AZ" } : value;
    });
  const request = modern(requestBody);
  if (isAddress && method === "PUT") request.sku = { name: "Standard" };
  return { ...recorded, requestBody: request ?? undefined, responseBody: modern(responseBody) };
}

function isReplayable({ method, url, requestBody, status }: Recorded): boolean {
  if (POLL.test(url)) return true;
  // Which operation is still running cannot be told from a recording: a test of its own asks for that answer.
  if (status === 409) return false;
  if (!NETWORK.test(url) || BEYOND_THE_LAB.test(url)) return false;
  if (JSON.stringify(requestBody ?? null).includes("ExpressRoute")) return false;
  return method !== "PUT" || (typeof requestBody === "object" && requestBody !== null);
}

function pathOf(url: string): string {
  const { pathname, search } = new URL(url);
  return `${String(localized(pathname))}${search.replace(/&(t|c|s|h)=.*$/, "")}`;
}

function groupOf(url: string): string | undefined {
  return /\/resourceGroups\/([^/?]+)\/providers\/Microsoft\.Network\/(?:virtualNetworks|networkSecurityGroups|publicIPAddresses|localNetworkGateways)/i.exec(
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

/** What recorded addresses bore where they were dynamic, or had a NAT gateway; and point-to-site, which the lab has not. */
const LEFT_OUT = new Set(["ipAddress", "ddosSettings", "ipConfiguration", "vpnClientConfiguration"]);
const MADE_UP: Readonly<Record<string, string>> = { etag: 'W/"…"', resourceGuid: "…", tunnelIpAddresses: "…" };

function scrubbed(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body), (key, value) => {
    // Network interfaces stand in subnets of the recorded cloud and are not in the lab.
    const isUsers = key === "ipConfigurations" && !JSON.stringify(value).includes('"properties"');
    if (isUsers || LEFT_OUT.has(key)) return undefined;
    if (key === "message") return String(value).replace(/https:\S+/, "…");
    return MADE_UP[key] ?? value;
  });
}
