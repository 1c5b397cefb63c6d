import * as z from "zod";

/** Ids have no case: answers spell those of others as some request did. */
const id = z.string().toLowerCase();
const reference = z.object({ id });
const texts = z.array(z.string()).default([]);
const addressSpace = z.object({ addressPrefixes: texts });

const subnet = z.object({
  ...{ id, name: z.string() },
  properties: z.object({
    ...{ addressPrefix: z.string().optional(), addressPrefixes: texts },
    ...{ networkSecurityGroup: reference.optional(), routeTable: reference.optional() },
  }),
});
const peering = z.object({
  name: z.string(),
  properties: z.object({
    ...{ peeringState: z.string(), allowVirtualNetworkAccess: z.boolean().default(true) },
    ...{ remoteVirtualNetwork: reference, remoteAddressSpace: addressSpace },
  }),
});
const rule = z.object({
  name: z.string(),
  properties: z.object({
    ...{ protocol: z.string(), access: z.string(), direction: z.string(), priority: z.number() },
    ...{ sourcePortRange: z.string().optional(), sourcePortRanges: texts },
    ...{ destinationPortRange: z.string().optional(), destinationPortRanges: texts },
    ...{ sourceAddressPrefix: z.string().optional(), sourceAddressPrefixes: texts },
    ...{ destinationAddressPrefix: z.string().optional(), destinationAddressPrefixes: texts },
  }),
});
const rules = z.array(rule).default([]);
const instance = z.object({
  ...{ ipconfigurationId: id, defaultBgpIpAddresses: texts, customBgpIpAddresses: texts, tunnelIpAddresses: texts },
});

export const vnet = z.object({
  ...{ id, name: z.string() },
  properties: z.object({
    addressSpace,
    subnets: z.array(subnet).default([]),
    virtualNetworkPeerings: z.array(peering).default([]),
  }),
});

export const securityGroup = z.object({
  ...{ id, name: z.string() },
  properties: z.object({ securityRules: rules, defaultSecurityRules: rules }),
});

export const gateway = z.object({
  ...{ id, name: z.string() },
  properties: z.object({
    ...{ provisioningState: z.string(), gatewayType: z.string(), enableBgp: z.boolean().default(false) },
    ipConfigurations: z.array(z.object({ properties: z.object({ subnet: reference.optional() }) })).default([]),
    bgpSettings: z.object({ asn: z.number(), bgpPeeringAddresses: z.array(instance).default([]) }).optional(),
  }),
});

const policy = z.object({
  ...{ ikeEncryption: z.string(), ikeIntegrity: z.string(), dhGroup: z.string() },
  ...{ ipsecEncryption: z.string(), ipsecIntegrity: z.string(), pfsGroup: z.string() },
});

/** A connection with the answer of its `sharedkey` beside it. */
export const connection = z.object({
  ...{ id, name: z.string(), sharedKey: z.object({ value: z.string() }) },
  properties: z.object({
    ...{ provisioningState: z.string(), connectionStatus: z.string().optional() },
    ...{ virtualNetworkGateway1: reference, localNetworkGateway2: reference.optional() },
    ...{ connectionProtocol: z.string().default("IKEv2"), connectionMode: z.string().default("Default") },
    ...{ enableBgp: z.boolean().default(false), ipsecPolicies: z.array(policy).default([]) },
    gatewayCustomBgpIpAddresses: z
      .array(z.object({ ipConfigurationId: id, customBgpIpAddress: z.string() }))
      .default([]),
  }),
});

export const localGateway = z.object({
  id,
  properties: z.object({
    gatewayIpAddress: z.string().optional(),
    bgpSettings: z.object({ asn: z.number(), bgpPeeringAddress: z.string() }).optional(),
  }),
});

/** What Resource Manager answers about one subscription. */
export const azureDocuments = z.object({
  ...{ vnets: z.array(vnet), securityGroups: z.array(securityGroup), gateways: z.array(gateway) },
  ...{ connections: z.array(connection), localGateways: z.array(localGateway) },
});

export type AzureDocuments = z.infer<typeof azureDocuments>;
export type Vnet = z.infer<typeof vnet>;
export type Subnet = z.infer<typeof subnet>;
export type SecurityGroup = z.infer<typeof securityGroup>;
export type SecurityRule = z.infer<typeof rule>;
export type VnetGateway = z.infer<typeof gateway>;
export type Instance = z.infer<typeof instance>;
export type Connection = z.infer<typeof connection>;
export type LocalGateway = z.infer<typeof localGateway>;
export type IpsecPolicy = z.infer<typeof policy>;
