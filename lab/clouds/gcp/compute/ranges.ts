import ipaddr from "ipaddr.js";

/** An IPv4 range without host bits, or nothing when the text is not one. */
export function isIpv4Range(text: string): boolean {
  const [address = "", bits = "", ...rest] = text.split("/");
  if (rest.length > 0 || !/^(\d|[12]\d|3[0-2])$/.test(bits)) return false;
  if (!ipaddr.IPv4.isValidFourPartDecimal(address)) return false;
  return ipaddr.IPv4.networkAddressFromCIDR(text).toString() === address;
}

export function isIpv6Range(text: string): boolean {
  return ipaddr.IPv6.isValidCIDR(text);
}

export function isAddress(text: string): boolean {
  return ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text);
}

export function lengthOf(range: string): number {
  return Number(range.split("/")[1]);
}

/** Whether every address of `inner` is in `outer`. */
export function covers(outer: string, inner: string): boolean {
  const [address, bits] = ipaddr.parseCIDR(outer);
  const [other, otherBits] = ipaddr.parseCIDR(inner);
  return address.kind() === other.kind() && bits <= otherBits && other.match([address, bits]);
}

export function overlap(a: string, b: string): boolean {
  return covers(a, b) || covers(b, a);
}

/** The first address after the network's own: Google's gateway. */
export function gatewayOf(range: string): string {
  const octets = ipaddr.IPv4.networkAddressFromCIDR(range).octets;
  return [...octets.slice(0, 3), (octets[3] ?? 0) + 1].join(".");
}

const PRIVATE = [
  ...["10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "192.0.0.0/24", "192.0.2.0/24"],
  ...["192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24", "203.0.113.0/24", "240.0.0.0/4"],
];

/** Whether a range is a public one used privately: "Valid IPv4 ranges" of Google's page on subnets lists the others. */
export function isPublic(range: string): boolean {
  return !PRIVATE.some((known) => covers(known, range));
}
