import * as z from "zod";

const Reference = z.looseObject({ id: z.string() });
const READ_ONLY = { id: z.string(), name: z.string(), type: z.string(), etag: z.string() };
const STATE = { provisioningState: z.unknown(), resourceGuid: z.unknown() };
const TOP = { ...READ_ONLY, location: z.string(), tags: z.record(z.string(), z.string()) };
const AddressSpace = z.strictObject({ addressPrefixes: z.array(z.string()).optional() });

const Sku = z.looseObject({ name: z.string(), tier: z.string().optional() });

const PublicIpProperties = z
  .strictObject({
    ...{ publicIPAddressVersion: z.literal("IPv4"), publicIPAllocationMethod: z.enum(["Static", "Dynamic"]) },
    ...{ idleTimeoutInMinutes: z.number().int(), ipTags: z.array(z.unknown()).max(0), ddosSettings: z.unknown() },
    ...{ ipAddress: z.unknown(), ipConfiguration: z.unknown(), deleteOption: z.unknown(), ...STATE },
  })
  .partial();

export const PublicIpBody = z
  .strictObject({ ...TOP, sku: Sku, zones: z.array(z.string()), properties: PublicIpProperties })
  .partial();

const IpConfigurationProperties = z
  .strictObject({
    ...{ privateIPAllocationMethod: z.literal("Dynamic"), subnet: Reference, publicIPAddress: Reference },
    ...{ privateIPAddress: z.unknown(), provisioningState: z.unknown() },
  })
  .partial();
const IpConfiguration = z
  .strictObject({ ...READ_ONLY, name: z.string(), properties: IpConfigurationProperties })
  .partial()
  .required({ name: true });

const PeeringAddress = z
  .strictObject({
    ...{ ipconfigurationId: z.string(), customBgpIpAddresses: z.array(z.string()) },
    ...{ defaultBgpIpAddresses: z.unknown(), tunnelIpAddresses: z.unknown() },
  })
  .partial()
  .required({ ipconfigurationId: true });

const BgpSettings = z
  .strictObject({
    ...{ asn: z.number().int(), bgpPeeringAddress: z.string(), peerWeight: z.number().int() },
    bgpPeeringAddresses: z.array(PeeringAddress),
  })
  .partial();

const GatewayProperties = z
  .strictObject({
    // Gateways of ExpressRoute, point-to-site and address translation are not in the lab.
    gatewayType: z.literal("Vpn"),
    vpnType: z.enum(["RouteBased", "PolicyBased"]),
    ...{ vpnGatewayGeneration: z.string(), sku: Sku },
    ...{ activeActive: z.boolean(), enableBgp: z.boolean(), bgpSettings: BgpSettings },
    ipConfigurations: z.array(IpConfiguration),
    ...{ natRules: z.array(z.unknown()).max(0), virtualNetworkGatewayPolicyGroups: z.array(z.unknown()).max(0) },
    ...{ customRoutes: AddressSpace, enablePrivateIpAddress: z.boolean(), allowRemoteVnetTraffic: z.boolean() },
    ...{ allowVirtualWanTraffic: z.boolean(), enableBgpRouteTranslationForNat: z.boolean() },
    ...{ disableIPSecReplayProtection: z.boolean(), enableDnsForwarding: z.boolean(), resiliencyModel: z.string() },
    ...{ adminState: z.string(), enableHighBandwidthVpnGateway: z.boolean(), autoScaleConfiguration: z.unknown() },
    ...{ packetCaptureDiagnosticState: z.unknown(), isMigrateToCSES: z.unknown(), ...STATE },
    ...{ inboundDnsForwardingEndpoint: z.unknown(), virtualNetworkGatewayMigrationStatus: z.unknown() },
  })
  .partial();

export const GatewayBody = z.strictObject({ ...TOP, properties: GatewayProperties }).partial();

const LocalGatewayProperties = z
  .strictObject({
    ...{ gatewayIpAddress: z.ipv4(), localNetworkAddressSpace: AddressSpace },
    bgpSettings: BgpSettings.omit({ bgpPeeringAddresses: true }),
    ...STATE,
  })
  .partial();

export const LocalGatewayBody = z.strictObject({ ...TOP, properties: LocalGatewayProperties }).partial();

const encryption = [
  "None",
  "DES",
  "DES3",
  "AES128",
  "AES192",
  "AES256",
  "GCMAES128",
  "GCMAES192",
  "GCMAES256",
] as const;
const integrity = ["MD5", "SHA1", "SHA256"] as const;
const gcm = ["GCMAES128", "GCMAES192", "GCMAES256"] as const;

/** All eight fields, or the whole request is refused. */
const IpsecPolicy = z.strictObject({
  ...{ saLifeTimeSeconds: z.number().int(), saDataSizeKilobytes: z.number().int() },
  ...{ ipsecEncryption: z.enum(encryption), ipsecIntegrity: z.enum([...integrity, ...gcm]) },
  ikeEncryption: z.enum(["DES", "DES3", "AES128", "AES192", "AES256", "GCMAES256", "GCMAES128"]),
  ikeIntegrity: z.enum([...integrity, "SHA384", "GCMAES256", "GCMAES128"]),
  dhGroup: z.enum(["None", "DHGroup1", "DHGroup2", "DHGroup14", "DHGroup2048", "ECP256", "ECP384", "DHGroup24"]),
  pfsGroup: z.enum(["None", "PFS1", "PFS2", "PFS2048", "ECP256", "ECP384", "PFS24", "PFS14", "PFSMM"]),
});

const CustomAddress = z.strictObject({ ipConfigurationId: z.string(), customBgpIpAddress: z.string() });

const ConnectionProperties = z
  .strictObject({
    // Connections between two gateways of Azure and those of ExpressRoute are not in the lab.
    connectionType: z.literal("IPsec"),
    ...{ virtualNetworkGateway1: Reference, localNetworkGateway2: Reference },
    connectionProtocol: z.enum(["IKEv1", "IKEv2"]),
    connectionMode: z.enum(["Default", "ResponderOnly", "InitiatorOnly"]),
    ...{ sharedKey: z.string(), enableBgp: z.boolean(), routingWeight: z.number().int() },
    ...{ dpdTimeoutSeconds: z.number().int(), ipsecPolicies: z.array(IpsecPolicy).max(1) },
    gatewayCustomBgpIpAddresses: z.array(CustomAddress),
    ...{ usePolicyBasedTrafficSelectors: z.literal(false), trafficSelectorPolicies: z.array(z.unknown()).max(0) },
    ...{ useLocalAzureIpAddress: z.literal(false), expressRouteGatewayBypass: z.literal(false) },
    ...{ enablePrivateLinkFastPath: z.literal(false), ...STATE },
    ...{ ingressNatRules: z.array(z.unknown()).max(0), egressNatRules: z.array(z.unknown()).max(0) },
    ...{
      connectionStatus: z.unknown(),
      tunnelConnectionStatus: z.unknown(),
      packetCaptureDiagnosticState: z.unknown(),
    },
    ...{ ingressBytesTransferred: z.unknown(), egressBytesTransferred: z.unknown(), tunnelProperties: z.unknown() },
    ...{ authenticationType: z.literal("PSK"), authorizationKey: z.unknown(), peer: z.unknown() },
  })
  .partial();

export const ConnectionBody = z.strictObject({ ...TOP, properties: ConnectionProperties }).partial();

export const SharedKeyBody = z.looseObject({ value: z.string() });

export type PublicIpInput = z.infer<typeof PublicIpBody>;
export type GatewayProperties = z.infer<typeof GatewayProperties>;
export type LocalGatewayProperties = z.infer<typeof LocalGatewayProperties>;
export type ConnectionProperties = z.infer<typeof ConnectionProperties>;
