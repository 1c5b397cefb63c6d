import { formatAddress, readPrefixText, WORDS } from "../../../core/address-space/address.ts";
import { contains, prefix } from "../../../core/address-space/prefix.ts";

/** The address of a workload in a range; in one too short for that, the first that no cloud keeps for itself. */
export function podAddress(range: string): string {
  const length = Number(range.slice(range.indexOf("/") + 1));
  return addressAt(range, length > 28 ? 4 : 10);
}

/** The address so many after a range's first. */
export function addressAt(range: string, offset: number): string {
  const words = new Uint32Array(WORDS);
  readPrefixText(range, words, 0);
  words[0] = (words[0] ?? 0) + offset;
  return formatAddress(4, words);
}

export function isIpv4(text: string): boolean {
  return !text.includes(":");
}

export function holds(range: string, address: string): boolean {
  return contains(prefix(range), prefix(`${address}/32`));
}

/** Clouds take a single address where they want prefixes. */
export function asPrefix(text: string): string {
  return text.includes("/") ? text : `${text}/32`;
}
