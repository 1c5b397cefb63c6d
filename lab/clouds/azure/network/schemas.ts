import * as z from "zod";

const Reference = z.looseObject({ id: z.string() });
const Tags = z.record(z.string(), z.string());

/** What a GET adds and a PUT may bring back. */
const READ_ONLY = { id: z.string(), name: z.string(), type: z.string(), etag: z.string() };
const READ_ONLY_STATE = { provisioningState: z.unknown(), resourceGuid: z.unknown() };

const AddressSpace = z.strictObject({ addressPrefixes: z.array(z.string()) });

const SubnetProperties = z
  .strictObject({
    ...{ addressPrefix: z.string(), addressPrefixes: z.array(z.string()) },
    ...{
      networkSecurityGroup: Reference.nullable(),
      routeTable: Reference.nullable(),
      natGateway: Reference.nullable(),
    },
    serviceEndpoints: z.array(z.looseObject({ service: z.string() })),
    delegations: z.array(z.looseObject({ name: z.string(), properties: z.looseObject({ serviceName: z.string() }) })),
    privateEndpointNetworkPolicies: z.string(),
    privateLinkServiceNetworkPolicies: z.string(),
    defaultOutboundAccess: z.boolean(),
    ...{ provisioningState: z.unknown(), ipConfigurations: z.unknown(), purpose: z.unknown() },
  })
  .partial();

export const SubnetBody = z.strictObject({ ...READ_ONLY, properties: SubnetProperties }).partial();

const PeeringProperties = z
  .strictObject({
    remoteVirtualNetwork: Reference,
    ...{ allowVirtualNetworkAccess: z.boolean(), allowForwardedTraffic: z.boolean() },
    ...{ allowGatewayTransit: z.boolean(), useRemoteGateways: z.boolean(), doNotVerifyRemoteGateways: z.boolean() },
    // Peerings of subnets are not in the lab: the whole networks are meant, or the call is refused.
    peerCompleteVnets: z.literal(true),
    ...{ remoteAddressSpace: z.unknown(), remoteVirtualNetworkAddressSpace: z.unknown(), remoteGateways: z.unknown() },
    ...{ peeringState: z.string(), peeringSyncLevel: z.string(), routeServiceVips: z.unknown() },
    ...{ remoteBgpCommunities: z.unknown(), remoteVirtualNetworkEncryption: z.unknown(), ...READ_ONLY_STATE },
  })
  .partial();

export const PeeringBody = z.strictObject({ ...READ_ONLY, properties: PeeringProperties }).partial();

const VnetProperties = z
  .strictObject({
    addressSpace: AddressSpace,
    dhcpOptions: z.strictObject({ dnsServers: z.array(z.string()).optional() }),
    subnets: z.array(SubnetBody),
    virtualNetworkPeerings: z.array(PeeringBody),
    ...{ enableDdosProtection: z.boolean(), enableVmProtection: z.boolean(), flowTimeoutInMinutes: z.number() },
    ...{ encryption: z.looseObject({ enabled: z.boolean() }), privateEndpointVNetPolicies: z.string() },
    ...READ_ONLY_STATE,
  })
  .partial();

export const VnetBody = z
  .strictObject({ ...READ_ONLY, location: z.string(), tags: Tags, properties: VnetProperties })
  .partial();

export const TagsBody = z.strictObject({ tags: Tags.optional() });

const list = () => z.array(z.string());

const RuleBodyProperties = z
  .strictObject({
    description: z.string().max(140),
    protocol: z.string(),
    access: z.string(),
    direction: z.string(),
    priority: z.number().int(),
    ...{ sourcePortRange: z.string(), destinationPortRange: z.string() },
    ...{ sourceAddressPrefix: z.string(), destinationAddressPrefix: z.string() },
    ...{ sourcePortRanges: list(), destinationPortRanges: list() },
    ...{ sourceAddressPrefixes: list(), destinationAddressPrefixes: list(), provisioningState: z.unknown() },
  })
  .partial();

export const RuleBody = z.strictObject({ ...READ_ONLY, properties: RuleBodyProperties }).partial();

const SecurityGroupProperties = z
  .strictObject({
    securityRules: z.array(RuleBody),
    ...{ defaultSecurityRules: z.unknown(), subnets: z.unknown(), networkInterfaces: z.unknown() },
    ...{ flushConnection: z.boolean(), ...READ_ONLY_STATE },
  })
  .partial();

export const SecurityGroupBody = z
  .strictObject({ ...READ_ONLY, location: z.string(), tags: Tags, properties: SecurityGroupProperties })
  .partial();

export type SubnetInput = z.infer<typeof SubnetBody>;
export type PeeringInput = z.infer<typeof PeeringBody>;
export type VnetInput = z.infer<typeof VnetBody>;
export type RuleInput = z.infer<typeof RuleBody>;
