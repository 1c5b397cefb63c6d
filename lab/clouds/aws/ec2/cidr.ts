import ipaddr from "ipaddr.js";

/** An IPv4 block without host bits, or nothing when the text is not one. */
export function canonicalIpv4(text: string): string | undefined {
  const [address = "", bits = ""] = text.split("/");
  if (!ipaddr.IPv4.isValidFourPartDecimal(address) || !/^(\d|[12]\d|3[0-2])$/.test(bits)) return undefined;
  return `${ipaddr.IPv4.networkAddressFromCIDR(text)}/${bits}`;
}

/** An IPv6 block without host bits in the form of RFC 5952, or nothing when the text is not one. */
export function canonicalIpv6(text: string): string | undefined {
  if (!ipaddr.IPv6.isValidCIDR(text)) return undefined;
  const [, bits] = text.split("/");
  return `${ipaddr.IPv6.networkAddressFromCIDR(text).toRFC5952String()}/${bits}`;
}

export function prefixLength(cidr: string): number {
  return Number(cidr.split("/")[1]);
}

/** Whether every address of `inner` is in `outer`. */
export function covers(outer: string, inner: string): boolean {
  const [address, bits] = ipaddr.parseCIDR(outer);
  const [other, otherBits] = ipaddr.parseCIDR(inner);
  return address.kind() === other.kind() && bits <= otherBits && other.match(ipaddr.parseCIDR(outer));
}

export function overlap(a: string, b: string): boolean {
  return covers(a, b) || covers(b, a);
}

/** Whether a block of one list overlaps one of the other. */
export function anyOverlap(a: readonly string[], b: readonly string[]): boolean {
  return a.some((one) => b.some((other) => overlap(one, other)));
}
