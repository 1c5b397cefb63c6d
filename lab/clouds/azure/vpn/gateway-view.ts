import { provisioningState } from "../network/writes.ts";
import type { AzureState } from "../state.ts";
import { AZURE_ASN } from "./asns.ts";
import { provider } from "./collection.ts";
import { outsideAddress } from "./instances.ts";
import type { Instance, VpnGateway } from "./resources.ts";

const TYPE = `${provider}/virtualNetworkGateways`;

/** A gateway as recorded, without what is about point-to-site. */
export function viewGateway(state: AzureState, gateway: VpnGateway): object {
  const { name, id, etag, location, tags, guid, settings } = gateway;
  const { sku, vpnType, enableBgp, activeActive, generation, kept, instances } = settings;
  const status = provisioningState(gateway);
  return {
    ...{ name, id, etag, type: TYPE, location, ...(tags && { tags }) },
    properties: {
      ...{ provisioningState: status, resourceGuid: guid, packetCaptureDiagnosticState: "None" },
      ...{ enablePrivateIpAddress: false, isMigrateToCSES: false },
      ipConfigurations: instances.map((instance) => viewIpConfiguration(instance, etag, status)),
      ...{ natRules: [], virtualNetworkGatewayPolicyGroups: [], enableBgpRouteTranslationForNat: false },
      ...{ disableIPSecReplayProtection: false, sku: { name: sku, tier: sku, capacity: 2 }, gatewayType: "Vpn" },
      ...{ vpnType, enableBgp, activeActive, bgpSettings: viewBgp(state, gateway), ...kept },
      vpnGatewayGeneration: generation,
    },
  };
}

function viewIpConfiguration({ name, id, publicIp, subnet }: Instance, etag: string, status: string): object {
  return {
    ...{ name, id, etag, type: `${TYPE}/ipConfigurations` },
    properties: {
      ...{ provisioningState: status, privateIPAllocationMethod: "Dynamic" },
      ...{ publicIPAddress: { id: publicIp }, subnet: { id: subnet } },
    },
  };
}

function viewBgp(state: AzureState, { settings, provisioned }: VpnGateway): object {
  const { asn, peeringAddress, peerWeight, instances } = settings;
  const address = provisioned ? instances.map(({ defaultAddress }) => defaultAddress).join(",") : peeringAddress;
  return {
    ...{ asn: asn ?? (provisioned ? AZURE_ASN : 0), ...(address && { bgpPeeringAddress: address }), peerWeight },
    bgpPeeringAddresses: instances.map((instance) => ({
      ipconfigurationId: instance.id,
      defaultBgpIpAddresses: provisioned ? [instance.defaultAddress] : [],
      customBgpIpAddresses: instance.customAddresses,
      ...(provisioned && { tunnelIpAddresses: [outsideAddress(state, instance)] }),
    })),
  };
}
