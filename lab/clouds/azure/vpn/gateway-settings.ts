import { providerError } from "../arm-error.ts";
import { badReference } from "../network/errors.ts";
import { keyOf, sameId } from "../resource-id.ts";
import type { AzureState } from "../state.ts";
import { contains, defaultAddress, isCustomAddress } from "./addresses.ts";
import { checkAsn } from "./asns.ts";
import type { GatewaySettings, Instance } from "./resources.ts";
import type { GatewayProperties } from "./schemas.ts";

/**
 * What a request asks of a gateway; throws when no gateway can be so. Codes that are about custom addresses and the
 * number of IP configurations are the lab's own: no recording has them.
 */
export function settingsOf(state: AzureState, id: string, properties: GatewayProperties): GatewaySettings {
  const { sku, activeActive = false, enableBgp = false, bgpSettings = {}, customRoutes } = properties;
  checkSku(id, sku?.name ?? "");
  const instances = instancesOf(state, id, properties);
  checkCount(id, activeActive, instances);
  checkCustomAddresses(id, activeActive, instances);
  const { asn, bgpPeeringAddress: peeringAddress, peerWeight = 0 } = bgpSettings;
  if (asn !== undefined && asn !== 0) checkAsn(asn, id, true);
  return {
    ...{ vpnType: properties.vpnType ?? "RouteBased", sku: sku?.name ?? "", activeActive, enableBgp, instances },
    ...{ generation: properties.vpnGatewayGeneration ?? "Generation1", peeringAddress, peerWeight },
    ...{ asn: asn === 0 ? undefined : asn, kept: customRoutes === undefined ? {} : { customRoutes } },
  };
}

/** New gateways have been zone-redundant ones only since 2025 ("VPN Gateway SKU consolidation and migration"). */
function checkSku(id: string, sku: string): void {
  if (/^VpnGw[1-5]AZ$/.test(sku)) return;
  const message = `Sku ${sku} of virtual network gateway ${id} can no longer be created. Only VpnGw1AZ to VpnGw5AZ can.`;
  throw providerError("NonAzSkusNotAllowedForVPNGateway", message);
}

function instancesOf(state: AzureState, id: string, properties: GatewayProperties): Instance[] {
  const { ipConfigurations = [], bgpSettings = {}, activeActive = false } = properties;
  const asked = bgpSettings.bgpPeeringAddresses ?? [];
  const instances = ipConfigurations.map(({ name, properties: { subnet, publicIPAddress } = {} }, index) => {
    const own = `${id}/ipConfigurations/${name}`;
    const custom = asked.find(({ ipconfigurationId }) => sameId(ipconfigurationId, own))?.customBgpIpAddresses ?? [];
    const prefix = subnetPrefix(state, own, subnet?.id ?? "");
    const given = activeActive ? undefined : bgpSettings.bgpPeeringAddress;
    return {
      ...{ id: own, name, subnet: subnet?.id ?? "", publicIp: publicIPAddress?.id ?? "", customAddresses: custom },
      defaultAddress: givenAddress(state, subnet?.id, given) ?? defaultAddress(prefix, activeActive, index),
    };
  });
  const stray = asked.find(({ ipconfigurationId }) => !instances.some((one) => sameId(one.id, ipconfigurationId)));
  if (stray !== undefined) throw badReference(stray.ipconfigurationId, id);
  return instances;
}

/** The address that was asked for, when it is one of the network (recorded: it need not be of the GatewaySubnet). */
function givenAddress(state: AzureState, subnetId = "", given = ""): string | undefined {
  const { prefixes = [] } = state.vnet(subnetId) ?? {};
  return prefixes.some((prefix) => contains(prefix, given)) ? given : undefined;
}

/** The only IPv4 prefix of a GatewaySubnet, or what is said of another subnet. */
function subnetPrefix(state: AzureState, user: string, subnetId: string): string {
  const name = subnetId.slice(subnetId.lastIndexOf("/") + 1);
  const subnet = state.vnet(subnetId)?.subnets.get(keyOf(name));
  if (subnet === undefined) throw badReference(subnetId, user);
  if (subnet.name !== "GatewaySubnet") {
    const message = `Subnet ${subnet.id} of resource ${user} is not a gateway subnet: it must be named GatewaySubnet.`;
    throw providerError("SubnetNotGatewaySubnet", message);
  }
  const prefix = subnet.prefixes.find((one) => !one.includes(":"));
  if (prefix !== undefined && Number(prefix.split("/")[1]) <= 29) return prefix;
  const message = `Subnet ${subnet.id} is too small for a gateway: a prefix of at least /29 is needed.`;
  throw providerError("GatewaySubnetTooSmall", message);
}

function checkCount(id: string, activeActive: boolean, { length }: readonly Instance[]): void {
  if (length === (activeActive ? 2 : 1)) return;
  const kind = activeActive ? "An active-active gateway needs two IP configurations" : "The gateway needs one";
  const message = `${kind}; virtual network gateway ${id} has ${length}.`;
  throw providerError("InvalidIpConfigurationCountForVirtualNetworkGateway", message);
}

function checkCustomAddresses(id: string, activeActive: boolean, instances: readonly Instance[]): void {
  const all = instances.flatMap(({ customAddresses }) => customAddresses);
  const outside = all.find((address) => !isCustomAddress(address));
  if (outside !== undefined) {
    const message = `Custom BGP address ${outside} of virtual network gateway ${id} is not within 169.254.21.0-169.254.22.255.`;
    throw providerError("InvalidCustomBgpIpAddress", message);
  }
  if (new Set(all).size !== all.length) {
    const message = `Virtual network gateway ${id} has the same custom BGP address twice.`;
    throw providerError("DuplicateCustomBgpIpAddress", message);
  }
  if (activeActive || all.length <= 1) return;
  const message = `Virtual network gateway ${id} is not active-active and can have only one custom BGP address.`;
  throw providerError("TooManyCustomBgpIpAddresses", message);
}
