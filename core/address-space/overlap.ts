import { compareWords, readPrefixText, sharesBits, WORDS } from "./address.ts";
import { familyOf, type Prefix } from "./prefix.ts";

/** Two prefixes with an address in common. */
export interface Overlap {
  readonly a: Prefix;
  readonly b: Prefix;
}

/** Prefixes as columns of numbers, which sort several times faster than texts. Row `i` has its words at `i * WORDS`. */
interface Table {
  readonly words: Uint32Array;
  readonly lengths: Uint8Array;
  readonly families: Uint8Array;
}

/**
 * Every pair of one prefix of `a` and one of `b` that overlap. Pairs come in the order of the narrower prefix (see
 * `comparePrefixes`), for one narrower prefix the widest partner first, whatever the order of the lists. A prefix listed
 * twice is reported twice. Time is that of a sort, plus the pairs.
 */
export function findOverlaps(a: readonly Prefix[], b: readonly Prefix[]): Overlap[] {
  const rows = [...a, ...b];
  const table = tabulate(rows);
  const found: Overlap[] = [];
  const openOfA: number[] = [];
  const openOfB: number[] = [];
  for (const row of sortedRows(table)) {
    close(openOfA, table, row);
    close(openOfB, table, row);
    const isOfA = row < a.length;
    const self = at(rows, row);
    // One stack a side: time goes only to pairs that are reported, however deep one side nests within itself.
    for (const outer of isOfA ? openOfB : openOfA) {
      found.push(isOfA ? { a: self, b: at(rows, outer) } : { a: at(rows, outer), b: self });
    }
    (isOfA ? openOfA : openOfB).push(row);
  }
  return found;
}

/** Every pair of entries of one list that overlap, `a` containing `b`, in the order of `findOverlaps`. */
export function findOverlapsWithin(prefixes: readonly Prefix[]): Overlap[] {
  const table = tabulate(prefixes);
  const found: Overlap[] = [];
  const open: number[] = [];
  for (const row of sortedRows(table)) {
    close(open, table, row);
    for (const outer of open) found.push({ a: at(prefixes, outer), b: at(prefixes, row) });
    open.push(row);
  }
  return found;
}

function tabulate(prefixes: readonly Prefix[]): Table {
  const words = new Uint32Array(prefixes.length * WORDS);
  const lengths = new Uint8Array(prefixes.length);
  const families = new Uint8Array(prefixes.length);
  for (const [row, prefix] of prefixes.entries()) {
    lengths[row] = readPrefixText(prefix, words, row * WORDS);
    families[row] = familyOf(prefix);
  }
  return { words, lengths, families };
}

function sortedRows({ words, lengths, families }: Table): Uint32Array {
  return new Uint32Array(lengths.length)
    .map((_, row) => row)
    .sort(
      (x, y) =>
        (families[x] ?? 0) - (families[y] ?? 0) ||
        compareWords(words, x * WORDS, y * WORDS) ||
        (lengths[x] ?? 0) - (lengths[y] ?? 0),
    );
}

/**
 * Drops the open rows that end before `row`. Prefixes nest or are apart, never half over one another, so in sorted order
 * the open ones are a stack: each contains the next, and all that remain contain `row`.
 */
function close(open: number[], { words, lengths, families }: Table, row: number): void {
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    if (families[top] === families[row] && sharesBits(words, top * WORDS, row * WORDS, lengths[top] ?? 0)) return;
    open.pop();
  }
}

function at(prefixes: readonly Prefix[], row: number): Prefix {
  const found = prefixes[row];
  if (found === undefined)
    throw new RangeError(`row ${row} of ${prefixes.length} prefixes: expected a row of the list`);
  return found;
}
