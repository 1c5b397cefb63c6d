import { parseNetworkId } from "../../../../core/connection/network-id.ts";
import { azureSite } from "../../../../lab/packets/adapters/azure/azure-site.ts";
import { azureDocuments } from "../../../../lab/packets/adapters/azure/documents.ts";

const GROUP = "/subscriptions/3e9d5c71-0a86-4f2b-b547-18c2f6a0d9e3/resourceGroups/Networks";
export const of = (type: string, name: string) => `${GROUP}/providers/Microsoft.Network/${type}/${name}`;
const VNET = of("virtualNetworks", "Web");
export const PEER = of("virtualNetworks", "Stock");
export const GATEWAY_SUBNET = subnet("GatewaySubnet", "10.1.255.0/27");

/** What Resource Manager says, as it says it. */
export type Answers = Readonly<Record<string, readonly object[]>>;

export function siteOf(vnetParts: object = {}, parts: Answers = {}) {
  const properties = { addressSpace: { addressPrefixes: ["10.1.0.0/16", "fd00::/48"] }, ...vnetParts };
  const documents = azureDocuments.parse({
    ...{ vnets: [{ id: VNET, name: "Web", properties }], securityGroups: [], gateways: [] },
    ...{ connections: [], localGateways: [], ...parts },
  });
  const id = parseNetworkId(VNET);
  if (id === undefined) throw new Error(`not a network: ${VNET}`);
  return azureSite(documents, { id, name: "web", keyOf: () => undefined });
}

export function subnet(name: string, addressPrefix: string, parts: object = {}) {
  return { id: `${VNET}/subnets/${name}`, name, properties: { addressPrefix, ...parts } };
}

export function half(peeringState: string, parts: object = {}) {
  const properties = {
    ...{ peeringState, allowVirtualNetworkAccess: true, remoteVirtualNetwork: { id: PEER } },
    remoteAddressSpace: { addressPrefixes: ["10.2.0.0/16"] },
    remoteVirtualNetworkAddressSpace: { addressPrefixes: ["10.2.0.0/16", "10.3.0.0/16"] },
    ...parts,
  };
  return { name: "to-stock", properties };
}

/** Ids of the IP configurations of a gateway's instances. */
export const FIRST = of("virtualNetworkGateways", "gw/ipConfigurations/i0");
const SECOND = of("virtualNetworkGateways", "gw/ipConfigurations/i1");

export function gateway(parts: object = {}) {
  const subnetId = GATEWAY_SUBNET.id.toUpperCase();
  return {
    ...{ id: of("virtualNetworkGateways", "gw"), name: "gw" },
    properties: {
      ...{ provisioningState: "Succeeded", gatewayType: "Vpn", enableBgp: true },
      ipConfigurations: [{ properties: { subnet: { id: subnetId } } }],
      bgpSettings: {
        asn: 65_010,
        bgpPeeringAddresses: [
          instance(FIRST, "198.19.0.1", "169.254.21.2", "169.254.21.6"),
          instance(SECOND, "198.19.0.2"),
        ],
      },
      ...parts,
    },
  };
}

function instance(ipconfigurationId: string, outside: string, ...customBgpIpAddresses: readonly string[]) {
  const addresses = { defaultBgpIpAddresses: ["10.1.255.4"], customBgpIpAddresses, tunnelIpAddresses: [outside] };
  return { ipconfigurationId, ...addresses };
}
