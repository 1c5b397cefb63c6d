import type { FabricEnd } from "../../../../../lab/world/fabric.ts";
import type { Answer, AzureLab } from "../azure-lab.ts";
import { groupPath, LOCATION, makeVnet, vnetPath } from "../builders.ts";

export const KEY = "k3yThatTheJournalMustNeverSee";

function networkPath(type: string, name: string): string {
  return `${groupPath()}/providers/Microsoft.Network/${type}/${name}`;
}

export const publicIpPath = (name: string) => networkPath("publicIPAddresses", name);
export const gatewayPath = (name: string) => networkPath("virtualNetworkGateways", name);
export const localGatewayPath = (name: string) => networkPath("localNetworkGateways", name);
export const connectionPath = (name: string) => networkPath("connections", name);

export const publicIpBody = {
  ...{ location: LOCATION, sku: { name: "Standard" }, zones: ["1", "2", "3"] },
  properties: { publicIPAllocationMethod: "Static" },
};

/** A network `a` with a GatewaySubnet and two public addresses. */
export async function makeGround(lab: AzureLab): Promise<void> {
  const subnets = [{ name: "GatewaySubnet", prefix: "10.0.255.0/27" }];
  await makeVnet(lab, { name: "a", prefixes: ["10.0.0.0/16"], subnets });
  for (const name of ["pip0", "pip1"]) await lab.put(publicIpPath(name), publicIpBody);
}

/** The body of a PUT of an active-active gateway with BGP; `over` replaces properties. */
export function gatewayBody(over: object = {}, name = "gw") {
  const configuration = (index: number) => ({
    name: `ip${index}`,
    properties: {
      privateIPAllocationMethod: "Dynamic",
      subnet: { id: `${vnetPath("a")}/subnets/GatewaySubnet` },
      publicIPAddress: { id: publicIpPath(`pip${index}`) },
    },
  });
  const custom = (index: number, customBgpIpAddresses: readonly string[]) => ({
    ...{ ipconfigurationId: `${gatewayPath(name)}/ipConfigurations/ip${index}`, customBgpIpAddresses },
  });
  const bgpPeeringAddresses = [
    custom(0, ["169.254.21.2", "169.254.21.6"]),
    custom(1, ["169.254.22.2", "169.254.22.6"]),
  ];
  return {
    location: LOCATION,
    properties: {
      ...{ gatewayType: "Vpn", vpnType: "RouteBased", sku: { name: "VpnGw1AZ", tier: "VpnGw1AZ" } },
      ...{ activeActive: true, enableBgp: true, ipConfigurations: [configuration(0), configuration(1)] },
      ...{ bgpSettings: { asn: 65521, bgpPeeringAddresses } },
      ...over,
    },
  };
}

/** A gateway `gw` that is ready. */
export async function makeGateway(lab: AzureLab): Promise<Answer> {
  await makeGround(lab);
  return lab.put(gatewayPath("gw"), gatewayBody());
}

export function localGatewayBody(over: object = {}) {
  return {
    location: LOCATION,
    properties: {
      ...{ gatewayIpAddress: "198.18.0.1", localNetworkAddressSpace: { addressPrefixes: [] } },
      ...{ bgpSettings: { asn: 64513, bgpPeeringAddress: "169.254.21.1" } },
      ...over,
    },
  };
}

export const POLICY = {
  ...{ saLifeTimeSeconds: 3600, saDataSizeKilobytes: 102_400_000, ipsecEncryption: "AES256", ipsecIntegrity: "SHA256" },
  ...{ ikeEncryption: "AES256", ikeIntegrity: "SHA256", dhGroup: "DHGroup14", pfsGroup: "PFS2048" },
};

export function custom(index: number, customBgpIpAddress: string) {
  return { ipConfigurationId: `${gatewayPath("gw")}/ipConfigurations/ip${index}`, customBgpIpAddress };
}

export function connectionBody(over: object = {}, far = "far") {
  return {
    location: LOCATION,
    properties: {
      ...{ connectionType: "IPsec", connectionProtocol: "IKEv2", sharedKey: KEY, enableBgp: true },
      ...{ virtualNetworkGateway1: { id: gatewayPath("gw") }, localNetworkGateway2: { id: localGatewayPath(far) } },
      ...{ ipsecPolicies: [POLICY] },
      gatewayCustomBgpIpAddresses: [custom(0, "169.254.21.2"), custom(1, "169.254.22.2")],
      ...over,
    },
  };
}

/** A gateway `gw`, the far end `far` and the connection `c` between them, all ready. */
export async function makeConnection(lab: AzureLab, over: object = {}): Promise<Answer> {
  await makeGateway(lab);
  await lab.put(localGatewayPath("far"), localGatewayBody());
  return lab.put(connectionPath("c"), connectionBody(over));
}

/** The far end of connection `c` as another cloud would have it, which points at one instance of the gateway. */
export function farEnd(local: string, over: Partial<FabricEnd> = {}): FabricEnd {
  const proposals = { encryption: ["aes256"], integrity: ["sha256"], groups: [14] };
  return {
    ...{ id: "far", local: "198.18.0.1", remote: local, key: KEY, ikeVersions: [2], initiates: false, since: 0 },
    ...{ phase1: proposals, phase2: proposals },
    bgp: {
      ...{ asn: 64513, peerAsn: 65521, address: "169.254.21.1", peerAddress: "169.254.21.2", initiates: true },
      ...{ advertises: ["172.20.0.0/16", "10.0.0.0/16"], mostPrefixes: 100 },
    },
    ...over,
  };
}
