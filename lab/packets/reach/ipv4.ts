// Thousands of flows meet hundreds of routes and rules: prefixes as core/ reads them would be checked anew each time.
const DOT = 46;
const SLASH = 47;

/** Whether an address is in a prefix: `10.1.2.3` in `10.1.0.0/16`. Both must be well formed. */
export function isIn(prefix: string, address: string): boolean {
  const length = lengthOf(prefix);
  // Shifts count modulo 32: a shift by 32 would leave all bits, where none are to be compared.
  return length === 0 || (bitsOf(prefix) ^ bitsOf(address)) >>> (32 - length) === 0;
}

/** The first of those with the longest prefix that has the address. */
export function longestMatch<T>(
  candidates: readonly T[],
  prefixOf: (candidate: T) => string,
  address: string,
): T | undefined {
  let best: T | undefined;
  let longest = -1;
  for (const candidate of candidates) {
    const prefix = prefixOf(candidate);
    if (lengthOf(prefix) <= longest || !isIn(prefix, address)) continue;
    best = candidate;
    longest = lengthOf(prefix);
  }
  return best;
}

function lengthOf(prefix: string): number {
  return Number(prefix.slice(prefix.indexOf("/") + 1));
}

/** Of an address, or of a prefix up to its slash. */
function bitsOf(text: string): number {
  let bits = 0;
  let octet = 0;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === SLASH) break;
    if (code === DOT) bits = (bits << 8) | octet;
    octet = code === DOT ? 0 : octet * 10 + code - 48;
  }
  return (bits << 8) | octet;
}
