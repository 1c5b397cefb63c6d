import { bitsIn, type Family, formatAddress, readPrefixText, WORDS } from "./address.ts";
import { comparePrefixes, familyOf, lengthOf, overlaps, type Prefix, prefix } from "./prefix.ts";

export interface FreePrefixQuery {
  /** The prefix to choose from. */
  readonly pool: Prefix;
  /** Prefixes that are taken, in any order; they may overlap each other or lie outside the pool. */
  readonly used: readonly Prefix[];
  /** The length of the prefixes wanted. */
  readonly length: number;
  /** How many candidates to give at most. */
  readonly count: number;
}

/** Slots of the wanted size, counted from address zero; `end` is the first slot that is not of it. */
interface Slots {
  readonly start: bigint;
  readonly end: bigint;
}

/**
 * Free prefixes of the wanted length, best first: from the smallest free block that has room, so that large blocks stay
 * whole, then the lowest address. No two overlap, so all of them may be taken. Empty when the pool has no room. Throws
 * RangeError for a length that the pool's family does not have, or a count that is not a whole number.
 */
export function freePrefixes({ pool, used, length, count }: FreePrefixQuery): Prefix[] {
  const family = familyOf(pool);
  const bits = bitsIn(family);
  if (!isWholeUpTo(bits, length)) throw new RangeError(`length ${length}: expected a whole number, 0 to ${bits}`);
  if (!isWholeUpTo(Number.MAX_SAFE_INTEGER, count)) throw new RangeError(`count ${count}: expected a whole number`);
  const slotBits = BigInt(bits - length);
  const blocks = gaps(pool, used, slotBits).flatMap(alignedBlocks);
  blocks.sort((x, y) => compare(x.end - x.start, y.end - y.start) || compare(x.start, y.start));
  const free: Prefix[] = [];
  for (const { start, end } of blocks) {
    for (let slot = start; slot < end && free.length < count; slot++) {
      free.push(prefixAt(family, slot << slotBits, length));
    }
  }
  return free;
}

/** The runs of whole free slots between the used prefixes, lowest first. */
function gaps(pool: Prefix, used: readonly Prefix[], slotBits: bigint): Slots[] {
  const { start, end } = addressRange(pool);
  const found: Slots[] = [];
  let free = start;
  const addGapUntil = (address: bigint): void => {
    const gap = { start: (free + (1n << slotBits) - 1n) >> slotBits, end: address >> slotBits };
    if (gap.start < gap.end) found.push(gap);
  };
  for (const taken of used.filter((one) => overlaps(pool, one)).sort(comparePrefixes)) {
    const range = addressRange(taken);
    addGapUntil(range.start);
    if (range.end > free) free = range.end;
  }
  addGapUntil(end);
  return found;
}

/** The largest blocks, each a power of two and at a multiple of its size, that together are the given slots. */
function alignedBlocks({ start, end }: Slots): Slots[] {
  const blocks: Slots[] = [];
  for (let at = start; at < end; ) {
    let size = 1n;
    while (at % (2n * size) === 0n && at + 2n * size <= end) size *= 2n;
    blocks.push({ start: at, end: at + size });
    at += size;
  }
  return blocks;
}

function addressRange(prefix: Prefix): Slots {
  const words = new Uint32Array(WORDS);
  readPrefixText(prefix, words, 0);
  const family = familyOf(prefix);
  const start = words.subarray(0, bitsIn(family) / 32).reduce((address, word) => (address << 32n) | BigInt(word), 0n);
  return { start, end: start + (1n << BigInt(bitsIn(family) - lengthOf(prefix))) };
}

function prefixAt(family: Family, address: bigint, length: number): Prefix {
  const words = new Uint32Array(WORDS);
  const last = bitsIn(family) / 32 - 1;
  for (let index = last, rest = address; index >= 0; index--, rest >>= 32n) words[index] = Number(rest & 0xffffffffn);
  return prefix(`${formatAddress(family, words)}/${length}`);
}

function compare(x: bigint, y: bigint): number {
  if (x === y) return 0;
  return x < y ? -1 : 1;
}

function isWholeUpTo(most: number, value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0 && value <= most;
}
