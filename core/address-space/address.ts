/**
 * Addresses as bits. An address is four 32-bit words, most significant first; an IPv4 address is the first word and the
 * other three are zero, so that one comparison serves both families. Texts given to the readers are well formed already:
 * `parsePrefix` checks the form before it reads.
 */
export type Family = 4 | 6;
export const WORDS = 4;

const COLON = 58;
const DOT = 46;

export function bitsIn(family: Family): 32 | 128 {
  return family === 4 ? 32 : 128;
}

/** Writes the words of `address/length` at `into[at]`, which must be zero there, and returns the length. */
export function readPrefixText(text: string, into: Uint32Array, at: number): number {
  const slash = text.lastIndexOf("/");
  if (text.includes(":")) readIpv6(text, slash, into, at);
  else into[at] = readIpv4(text, slash);
  return readDecimal(text, slash + 1);
}

/** The text of an address in the one form we use: four decimals, or RFC 5952. */
export function formatAddress(family: Family, words: Uint32Array): string {
  const [first = 0] = words;
  if (family === 4) return [first >>> 24, (first >>> 16) & 255, (first >>> 8) & 255, first & 255].join(".");
  const groups = [...words].flatMap((word) => [word >>> 16, word & 0xffff]);
  const run = longestZeroRun(groups);
  if (run.size < 2) return hexGroups(groups);
  return `${hexGroups(groups.slice(0, run.start))}::${hexGroups(groups.slice(run.start + run.size))}`;
}

/** The bits of the word at `index` that belong to the first `length` bits of an address. */
export function maskOfWord(index: number, length: number): number {
  const bits = length - 32 * index;
  if (bits <= 0) return 0;
  return bits >= 32 ? 0xffffffff : (0xffffffff << (32 - bits)) >>> 0;
}

/** Whether the addresses at `x` and `y` in `words` agree in their first `length` bits. */
export function sharesBits(words: Uint32Array, x: number, y: number, length: number): boolean {
  for (let index = 0; 32 * index < length; index++) {
    const differing = (words[x + index] ?? 0) ^ (words[y + index] ?? 0);
    if ((differing & maskOfWord(index, length)) !== 0) return false;
  }
  return true;
}

/** Negative, zero or positive as the address at `x` in `words` is below, equal to or above the one at `y`. */
export function compareWords(words: Uint32Array, x: number, y: number): number {
  for (let index = 0; index < WORDS; index++) {
    const difference = (words[x + index] ?? 0) - (words[y + index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function readDecimal(text: string, from: number): number {
  let value = 0;
  for (let i = from; i < text.length; i++) value = value * 10 + text.charCodeAt(i) - 48;
  return value;
}

function readIpv4(text: string, end: number): number {
  let word = 0;
  let octet = 0;
  for (let i = 0; i < end; i++) {
    const code = text.charCodeAt(i);
    if (code === DOT) {
      word = word * 256 + octet;
      octet = 0;
    } else octet = octet * 10 + code - 48;
  }
  return word * 256 + octet;
}

function readIpv6(text: string, end: number, into: Uint32Array, at: number): void {
  let group = 0;
  for (let i = 0; i < end; i++) {
    const code = text.charCodeAt(i);
    const word = at + (group >> 1);
    if (code !== COLON) into[word] = appendHexDigit(into[word] ?? 0, group, code);
    else if (i > 0 && text.charCodeAt(i - 1) === COLON) group = 8 - groupsAfter(text, i + 1, end);
    else group++;
  }
}

function appendHexDigit(word: number, group: number, code: number): number {
  const digit = code <= 57 ? code - 48 : (code | 32) - 87;
  if (group % 2 === 0) return ((word >>> 16) * 16 + digit) * 0x10000;
  return (word & 0xffff0000) | ((word & 0xffff) * 16 + digit);
}

function groupsAfter(text: string, from: number, end: number): number {
  if (from === end) return 0;
  let groups = 1;
  for (let i = from; i < end; i++) if (text.charCodeAt(i) === COLON) groups++;
  return groups;
}

/** The first of the longest runs of zero groups, as RFC 5952 section 4.2.3 asks. */
function longestZeroRun(groups: readonly number[]): { start: number; size: number } {
  let longest = { start: 0, size: 0 };
  let size = 0;
  for (const [index, group] of groups.entries()) {
    size = group === 0 ? size + 1 : 0;
    if (size > longest.size) longest = { start: index - size + 1, size };
  }
  return longest;
}

function hexGroups(groups: readonly number[]): string {
  return groups.map((group) => group.toString(16)).join(":");
}
