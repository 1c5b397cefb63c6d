import { LiveValidator } from "oav";
import type { Seen } from "../exchange.ts";

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

export type Judge = (exchange: Seen) => Promise<readonly string[]>;

/** Reads Microsoft's definitions from a folder. What it gives tells what they have against an answer; nothing for a good one. */
export async function createJudge(directory: string): Promise<Judge> {
  const validator = await load(directory);
  return async ({ method, url, status, headers, body }) => {
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
  };
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
