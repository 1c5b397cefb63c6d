import ipaddr from "ipaddr.js";
import { providerError } from "../arm-error.ts";

type Block = readonly [address: ipaddr.IPv4 | ipaddr.IPv6, length: number];

/** Throws unless the text is a prefix, which may have no bits set behind its length. */
export function checkPrefix(text: string, owner: string): void {
  const block = parse(text);
  if (block === undefined) {
    const message = `Address prefix ${text} of resource ${owner} is not formatted correctly. It should follow CIDR notation, for example 10.0.0.0/24.`;
    throw providerError("InvalidAddressPrefixFormat", message);
  }
  const network = networkOf(text, block);
  if (network === text.toLowerCase()) return;
  const message = `The address prefix ${text} in resource ${owner} has an invalid CIDR notation. For the given prefix length, the address prefix should be ${network}.`;
  throw providerError("InvalidCIDRNotation", message);
}

/** Whether some prefix of a list holds all addresses of another. */
export function holds(space: readonly string[], prefix: string): boolean {
  return space.some((outer) => covers(outer, prefix));
}

/** The prefixes of the first list that overlap one of the second. */
export function overlapping(a: readonly string[], b: readonly string[]): string[] {
  return a.filter((one) => b.some((other) => covers(one, other) || covers(other, one)));
}

/** Whether two address spaces have the same prefixes, in any order. */
export function sameSpace(a: readonly string[], b: readonly string[]): boolean {
  return [...a].sort().join() === [...b].sort().join();
}

function covers(outer: string, inner: string): boolean {
  const [a, b] = [parse(outer), parse(inner)];
  if (a === undefined || b === undefined || a[0].kind() !== b[0].kind() || a[1] > b[1]) return false;
  return b[0].match(a[0], a[1]);
}

function parse(text: string): Block | undefined {
  const fourParts = /^\d+\.\d+\.\d+\.\d+\/\d+$/.test(text);
  return fourParts || text.includes(":") ? (ipaddr.isValidCIDR(text) ? ipaddr.parseCIDR(text) : undefined) : undefined;
}

function networkOf(text: string, [address, length]: Block): string {
  if (address.kind() === "ipv4") return `${ipaddr.IPv4.networkAddressFromCIDR(text)}/${length}`;
  return `${ipaddr.IPv6.networkAddressFromCIDR(text).toRFC5952String()}/${length}`;
}
