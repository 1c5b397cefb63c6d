import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { LiveValidator } from "oav";
import type { Seen } from "./exchange.ts";

const ROOT = process.env["CROSSPEER_SPECS"] ?? resolve(import.meta.dirname, "../../../../../shared/specs");
const FOLDER = join(ROOT, "azure");
const VERSION = "2023-09-01";
const FILES = [
  "virtualNetwork",
  "virtualNetworkGateway",
  "publicIpAddress",
  "networkSecurityGroup",
  "usage",
  "network",
];

/** Fields that recorded answers have and the text of 2023-09-01 has not. */
const RECORDED_FIELDS = [
  ...["privateEndpointVNetPolicies", "peerCompleteVnets", "routeServiceVips", "remoteGateways"],
  ...["packetCaptureDiagnosticState", "isMigrateToCSES", "useLocalAzureIpAddress", "dpdTimeoutSeconds"],
];

/** Where Microsoft's own definitions are; undefined when they are not at hand. */
export const specifications = existsSync(FOLDER) ? FOLDER : undefined;

/** How a test's title says what it is checked against. */
export const checkedAgainst = specifications ? "Microsoft's definitions" : `NOTHING: no definitions in ${FOLDER}`;

if (specifications === undefined) process.stderr.write(`answers are checked against ${checkedAgainst}\n`);

const SPECIFIED =
  /\/Microsoft\.Network\/(virtualNetworks|virtualNetworkGateways|localNetworkGateways|connections|publicIPAddresses|networkSecurityGroups|locations\/[^/]+\/usages)(?!.*\/providers\/)/i;

let loading: Promise<LiveValidator> | undefined;

/** Whether the definitions speak of an address. They do not of operations, nor of other resource providers. */
function isSpecified(url: string): boolean {
  const path = new URL(url).pathname;
  return SPECIFIED.test(path.slice(path.indexOf("/providers/")));
}

/** What Microsoft's definitions have against an answer; empty for a good one, and when they do not speak of it. */
export async function specificationProblems({ method, url, status, headers, body }: Seen): Promise<string[]> {
  if (specifications === undefined || !isSpecified(url)) return [];
  loading ??= load(specifications);
  const validator = await loading;
  const mapped = new URL(url);
  mapped.searchParams.set("api-version", VERSION);
  const answer = {
    statusCode: String(status),
    headers: { ...headers },
    ...(isObject(body) ? { body: { ...body } } : {}),
  };
  const result = await validator.validateLiveResponse(answer, { url: mapped.href, method });
  const failures = result.runtimeException === undefined ? [] : [result.runtimeException.message];
  const found = result.errors.filter((one) => !isRecorded(one));
  return [...failures, ...found.map(({ code, message, pathsInPayload }) => `${code} ${message} ${pathsInPayload}`)];
}

async function load(directory: string): Promise<LiveValidator> {
  const stable = "/specification/network/resource-manager/Microsoft.Network/stable";
  const validator = new LiveValidator({
    ...{ directory, fileRoot: directory, git: { shouldClone: false }, isPathCaseSensitive: false },
    swaggerPathsPattern: [`${stable}/${VERSION}/{${FILES.join(",")}}.json`],
    loadValidatorInInitialize: true,
  });
  await validator.initialize();
  return validator;
}

interface Found {
  readonly code: string;
  readonly message: string;
  readonly pathsInPayload: readonly string[];
}

/** Recorded answers have more fields than the text, and mere references where it wants whole gateways. */
function isRecorded({ code, message, pathsInPayload }: Found): boolean {
  const unknown = /^Additional properties not allowed: (\w+)$/.exec(message)?.[1] ?? "";
  if (code === "OBJECT_MISSING_REQUIRED_PROPERTY") {
    return pathsInPayload.every((path) => /\/(virtualNetworkGateway1|localNetworkGateway2)\/properties$/.test(path));
  }
  if (code !== "OBJECT_ADDITIONAL_PROPERTIES") return false;
  const isType = unknown === "type" && pathsInPayload.every((path) => /\/ipConfigurations\/\d+\/type$/.test(path));
  return isType || RECORDED_FIELDS.includes(unknown);
}

function isObject(body: unknown): body is object {
  return typeof body === "object" && body !== null;
}
