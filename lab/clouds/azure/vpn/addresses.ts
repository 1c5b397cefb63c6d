import ipaddr from "ipaddr.js";

/** Addresses that a gateway may speak BGP by from link-local space: 169.254.21.0-169.254.22.255. */
export function isCustomAddress(text: string): boolean {
  return /^169\.254\.2[12]\./.test(text) && ipaddr.IPv4.isValidFourPartDecimal(text);
}

/** Whether an IPv4 address is in a prefix of either family. */
export function contains(prefix: string, address: string): boolean {
  if (prefix.includes(":") || !ipaddr.IPv4.isValidFourPartDecimal(address)) return false;
  return ipaddr.IPv4.parse(address).match(ipaddr.IPv4.parseCIDR(prefix));
}

/**
 * The addresses in the GatewaySubnet that instances get, as recorded: the first free ones (Azure keeps four) for an
 * active-active gateway, the last one of the subnet otherwise.
 */
export function defaultAddress(prefix: string, activeActive: boolean, index: number): string {
  if (activeActive) return shifted(ipaddr.IPv4.networkAddressFromCIDR(prefix), 4 + index);
  return shifted(ipaddr.IPv4.broadcastAddressFromCIDR(prefix), -1);
}

/** The address some places after another. */
function shifted(address: ipaddr.IPv4, places: number): string {
  const value = address.toByteArray().reduce((sum, byte) => sum * 256 + byte, 0) + places;
  return [24, 16, 8, 0].map((bits) => Math.floor(value / 2 ** bits) % 256).join(".");
}
