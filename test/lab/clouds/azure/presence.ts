import * as z from "zod";
import type { Seen } from "./exchange.ts";

/**
 * What the vendor's text cannot ask for, since it calls nearly every field optional: the fields, and the states, that
 * every recorded answer of a kind has (2022-01-01 and later).
 */
const text = z.string().min(1);
const ProvisioningState = z.enum(["Succeeded", "Updating", "Deleting", "Failed"]);
const base = { name: text, id: text.startsWith("/subscriptions/"), etag: z.string().startsWith('W/"'), type: text };
const prefixes = z.object({ addressPrefixes: z.array(text).min(1) });

const Peering = z.object({
  ...base,
  properties: z.object({
    ...{ provisioningState: ProvisioningState, resourceGuid: z.guid() },
    peeringState: z.enum(["Initiated", "Connected", "Disconnected"]),
    peeringSyncLevel: z.enum(["FullyInSync", "RemoteNotInSync", "LocalNotInSync", "LocalAndRemoteNotInSync"]),
    remoteVirtualNetwork: z.object({ id: text }),
    ...{ allowVirtualNetworkAccess: z.boolean(), allowForwardedTraffic: z.boolean() },
    ...{ allowGatewayTransit: z.boolean(), useRemoteGateways: z.boolean(), doNotVerifyRemoteGateways: z.boolean() },
    ...{ peerCompleteVnets: z.boolean(), remoteAddressSpace: prefixes, remoteVirtualNetworkAddressSpace: prefixes },
  }),
});

const Subnet = z.object({
  ...base,
  properties: z
    .object({
      ...{ provisioningState: ProvisioningState, delegations: z.array(z.unknown()) },
      ...{ privateEndpointNetworkPolicies: text, privateLinkServiceNetworkPolicies: text },
      ...{ addressPrefix: text.optional(), addressPrefixes: z.array(text).optional() },
    })
    .refine(({ addressPrefix, addressPrefixes }) => addressPrefix ?? addressPrefixes, "a prefix is missing"),
});

const Vnet = z.object({
  ...{ ...base, location: text },
  properties: z.object({
    ...{ provisioningState: ProvisioningState, resourceGuid: z.guid(), addressSpace: prefixes },
    ...{ subnets: z.array(Subnet), virtualNetworkPeerings: z.array(Peering), enableDdosProtection: z.boolean() },
  }),
});

const Rule = z.object({
  ...base,
  properties: z.object({
    ...{ provisioningState: ProvisioningState, protocol: text, access: z.enum(["Allow", "Deny"]) },
    ...{ priority: z.int(), direction: z.enum(["Inbound", "Outbound"]) },
    ...{ sourcePortRanges: z.array(text), destinationPortRanges: z.array(text) },
    ...{ sourceAddressPrefixes: z.array(text), destinationAddressPrefixes: z.array(text) },
  }),
});

const SecurityGroup = z.object({
  ...{ ...base, location: text },
  properties: z.object({
    ...{ provisioningState: ProvisioningState, resourceGuid: z.guid() },
    ...{ securityRules: z.array(Rule), defaultSecurityRules: z.array(Rule).length(6) },
  }),
});

const top = { ...base, location: text };
const managed = { provisioningState: ProvisioningState, resourceGuid: z.guid() };

const PublicIp = z.object({
  ...{ ...top, sku: z.object({ name: text, tier: text }) },
  properties: z.object({
    ...{ ...managed, publicIPAddressVersion: text, publicIPAllocationMethod: text, idleTimeoutInMinutes: z.int() },
    ipTags: z.array(z.unknown()),
  }),
});

const IpConfiguration = z.object({
  ...base,
  properties: z.object({
    ...{ provisioningState: ProvisioningState, privateIPAllocationMethod: text },
    ...{ publicIPAddress: z.object({ id: text }), subnet: z.object({ id: text }) },
  }),
});

const PeeringAddress = z.object({
  ...{ ipconfigurationId: text, defaultBgpIpAddresses: z.array(text), customBgpIpAddresses: z.array(text) },
});

const Gateway = z.object({
  ...top,
  properties: z.object({
    ...{ ...managed, packetCaptureDiagnosticState: text, enablePrivateIpAddress: z.boolean() },
    ...{
      isMigrateToCSES: z.boolean(),
      ipConfigurations: z.array(IpConfiguration).min(1),
      natRules: z.array(z.never()),
    },
    ...{ enableBgpRouteTranslationForNat: z.boolean(), disableIPSecReplayProtection: z.boolean() },
    ...{ sku: z.object({ name: text, tier: text, capacity: z.int() }), gatewayType: text, vpnType: text },
    ...{ enableBgp: z.boolean(), activeActive: z.boolean(), vpnGatewayGeneration: text },
    bgpSettings: z.object({
      ...{ asn: z.int(), peerWeight: z.int(), bgpPeeringAddresses: z.array(PeeringAddress).min(1) },
    }),
  }),
});

const LocalGateway = z.object({
  ...top,
  properties: z.object({
    ...{ ...managed, gatewayIpAddress: text, localNetworkAddressSpace: z.object({ addressPrefixes: z.array(text) }) },
  }),
});

const Connection = z.object({
  ...top,
  properties: z.object({
    ...{ ...managed, packetCaptureDiagnosticState: text, virtualNetworkGateway1: z.object({ id: text }) },
    ...{ connectionType: text, connectionProtocol: text, routingWeight: z.int(), enableBgp: z.boolean() },
    ...{ useLocalAzureIpAddress: z.boolean(), usePolicyBasedTrafficSelectors: z.boolean() },
    ...{ ipsecPolicies: z.array(z.unknown()), trafficSelectorPolicies: z.array(z.unknown()) },
    ...{ ingressBytesTransferred: z.int(), egressBytesTransferred: z.int(), expressRouteGatewayBypass: z.boolean() },
    ...{ dpdTimeoutSeconds: z.int(), connectionMode: text, gatewayCustomBgpIpAddresses: z.array(z.unknown()) },
    // Recorded answers of 2022 and before have it; the lab never shows a key.
    sharedKey: z.undefined().optional(),
  }),
});

const KINDS: readonly (readonly [collection: string, schema: z.ZodType])[] = [
  ["virtualNetworkPeerings", Peering],
  ["securityRules", Rule],
  ["networkSecurityGroups", SecurityGroup],
  ["subnets", Subnet],
  ["virtualNetworks", Vnet],
  ["publicIPAddresses", PublicIp],
  ["virtualNetworkGateways", Gateway],
  ["localNetworkGateways", LocalGateway],
  ["connections", Connection],
];

const Failure = z.object({ error: z.object({ code: text, message: text }) });
const Operation = z.object({ status: z.enum(["InProgress", "Succeeded", "Failed", "Canceled"]) });

/** What an answer of Microsoft.Network lacks, or has of the wrong kind; empty for a good one, and for other providers. */
export function presenceProblems({ method, url, status, headers, body }: Seen): string[] {
  const { pathname } = new URL(url);
  if (!/\/providers\/Microsoft\.Network\//i.test(pathname) || /\/providers\/.*\/providers\//i.test(pathname)) return [];
  if (status >= 400) return problems("error", Failure, body);
  if (/\/locations\/[^/]+\/operations\//.test(pathname)) return problems("operation", Operation, body);
  const headerProblems = missingHeaders({ method, url, status, headers });
  if (status === 202 || status === 204) return headerProblems;
  const segments = pathname.split("/");
  const isList = segments.length % 2 === (/\/resourceGroups\//i.test(pathname) ? 0 : 1);
  const collection = segments.at(isList ? -1 : -2)?.toLowerCase();
  const [, schema] = KINDS.find(([name]) => name.toLowerCase() === collection) ?? [];
  if (schema === undefined) return headerProblems;
  return [...headerProblems, ...problems("answer", isList ? z.object({ value: z.array(schema) }) : schema, body)];
}

function missingHeaders({ method, url, status, headers }: Omit<Seen, "body" | "requestBody">): string[] {
  // By the definition a network watcher is made at once.
  const isAtOnce = method === "PUT" && /\/networkWatchers\/[^/]+$/.test(new URL(url).pathname);
  const wanted = isAtOnce ? [] : wantedHeaders(method, status);
  const missing = wanted.filter((name) => headers[name] === undefined).map((name) => `header ${name} is missing`);
  return method === "PUT" && headers["location"] !== undefined ? [...missing, "a PUT has no location"] : missing;
}

function wantedHeaders(method: string, status: number): string[] {
  if (method === "PUT") return ["azure-asyncoperation"];
  if (status !== 202) return [];
  return method === "DELETE" ? ["azure-asyncoperation", "location"] : ["location"];
}

function problems(what: string, schema: z.ZodType, body: unknown): string[] {
  const { error } = schema.safeParse(body);
  return error?.issues.map((issue) => `${what}.${issue.path.join(".")}: ${issue.message}`) ?? [];
}
