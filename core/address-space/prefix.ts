import { compareWords, type Family, formatAddress, maskOfWord, readPrefixText, sharesBits, WORDS } from "./address.ts";
import { flawOfForm } from "./prefix-form.ts";

declare const proven: unique symbol;

/** `address/length` in canonical text: no host bits, IPv6 as in RFC 5952. Equal prefixes are equal strings. */
export type Prefix = string & { readonly [proven]: "Prefix" };

export type ParsedPrefix =
  | { readonly ok: true; readonly prefix: Prefix }
  | { readonly ok: false; readonly reason: string };

const LONGEST_TEXT = "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128".length;

/**
 * Reads a prefix strictly. Refused with a reason that gives the text and what was expected: anything that other readers
 * take in more than one way (leading zeros are octal to some, short forms stand for different addresses), host bits, and
 * IPv6 texts that hide an IPv4 address. IPv6 in any valid spelling becomes its RFC 5952 form.
 */
export function parsePrefix(text: string): ParsedPrefix {
  const shown = JSON.stringify(text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text);
  const flaw = flawOfForm(text);
  if (flaw !== undefined) return { ok: false, reason: `prefix ${shown} ${flaw}` };
  const family = text.includes(":") ? 6 : 4;
  const words = new Uint32Array(WORDS);
  const length = readPrefixText(text, words, 0);
  if (family === 6 && isMapped(words, length)) {
    const ipv4 = canonicalText(4, words.subarray(3), length - 96);
    return { ok: false, reason: `prefix ${shown} is an IPv4-mapped address: write it as IPv4, ${ipv4}` };
  }
  const canonical = canonicalText(family, words, length);
  if (words.some((word, index) => (word & ~maskOfWord(index, length)) !== 0)) {
    return { ok: false, reason: `prefix ${shown} has bits set after /${length}: expected ${canonical}` };
  }
  return { ok: true, prefix: proved(canonical) };
}

/** The prefix of a text known to be good, such as a literal. Throws RangeError with the reason otherwise. */
export function prefix(text: string): Prefix {
  const parsed = parsePrefix(text);
  if (!parsed.ok) throw new RangeError(parsed.reason);
  return parsed.prefix;
}

export function familyOf(prefix: Prefix): Family {
  return prefix.includes(":") ? 6 : 4;
}

/** The number of leading bits that the prefix fixes: 0 to 32 for IPv4, 0 to 128 for IPv6. */
export function lengthOf(prefix: Prefix): number {
  return Number(prefix.slice(prefix.lastIndexOf("/") + 1));
}

/** Whether every address of `inner` is in `outer`; a prefix contains itself. */
export function contains(outer: Prefix, inner: Prefix): boolean {
  if (familyOf(outer) !== familyOf(inner)) return false;
  const { words, first, second } = readBoth(outer, inner);
  return first <= second && sharesBits(words, 0, WORDS, first);
}

/** Whether some address is in both. Two prefixes overlap only when one contains the other. */
export function overlaps(a: Prefix, b: Prefix): boolean {
  return contains(a, b) || contains(b, a);
}

/** The order of every list of prefixes we give: IPv4 before IPv6, then by address, then the wider first. */
export function comparePrefixes(a: Prefix, b: Prefix): number {
  const { words, first, second } = readBoth(a, b);
  return familyOf(a) - familyOf(b) || compareWords(words, 0, WORDS) || first - second;
}

function readBoth(a: Prefix, b: Prefix): { words: Uint32Array; first: number; second: number } {
  const words = new Uint32Array(2 * WORDS);
  return { words, first: readPrefixText(a, words, 0), second: readPrefixText(b, words, WORDS) };
}

function isMapped(words: Uint32Array, length: number): boolean {
  return length >= 96 && words[0] === 0 && words[1] === 0 && words[2] === 0xffff;
}

function canonicalText(family: Family, words: Uint32Array, length: number): string {
  const network = words.map((word, index) => word & maskOfWord(index, length));
  return `${formatAddress(family, network)}/${length}`;
}

/** The one place that brands. The text came from bits without host bits. */
function proved(canonical: string): Prefix {
  return canonical as Prefix;
}
