/**
 * Finding every overlap in 100,000 prefixes in random order, against a plain sort of the same array.
 *
 * The plain sort is `[...prefixes].sort()`: no comparator, which for strings is the fastest sort the engine has, and it
 * does not even give address order. The sort in address order, `[...prefixes].sort(comparePrefixes)`, is printed beside
 * it and is no part of the ratio. The time of the overlaps is all of `findOverlapsWithin(prefixes)`: reading the texts,
 * sorting, sweeping and building the pairs.
 */
import { findOverlapsWithin } from "../core/address-space/overlap.ts";
import { comparePrefixes, type Prefix, prefix } from "../core/address-space/prefix.ts";
import { SeededRandom } from "../lab/world/random.ts";

const COUNT = 100_000;
const RUNS = 15;
const SEED = 20_261_123;

export interface OverlapFigure {
  readonly name: string;
  /** Median time of the overlaps over median time of the plain sort. */
  readonly ratio: number;
  /** The most that the ratio may be. */
  readonly bar: number;
  readonly prefixes: number;
  readonly overlaps: number;
  readonly runs: number;
  readonly overlapMs: number;
  readonly plainSortMs: number;
  readonly addressSortMs: number;
}

export function overlapBench(): OverlapFigure {
  const prefixes = randomPrefixes(COUNT, new SeededRandom(SEED));
  const times: Record<"overlap" | "plainSort" | "addressSort", number[]> = {
    overlap: [],
    plainSort: [],
    addressSort: [],
  };
  let overlaps = 0;
  // Turn and turn about, so that a slow moment of the machine falls on all three. The first round warms up.
  for (let run = 0; run <= RUNS; run++) {
    const round = {
      plainSort: timed(() => [...prefixes].sort()),
      overlap: timed(() => {
        overlaps = findOverlapsWithin(prefixes).length;
      }),
      addressSort: timed(() => [...prefixes].sort(comparePrefixes)),
    };
    if (run === 0) continue;
    times.plainSort.push(round.plainSort);
    times.overlap.push(round.overlap);
    times.addressSort.push(round.addressSort);
  }
  const overlapMs = median(times.overlap);
  const plainSortMs = median(times.plainSort);
  return {
    name: "overlap of 100,000 prefixes against a plain sort",
    ratio: overlapMs / plainSortMs,
    bar: 2,
    prefixes: prefixes.length,
    overlaps,
    runs: RUNS,
    overlapMs,
    plainSortMs,
    addressSortMs: median(times.addressSort),
  };
}

/** Half IPv4 anywhere, /16 to /28; half IPv6 in one region's /32, /48 to /64, so that their first 32 bits tie. */
function randomPrefixes(count: number, random: SeededRandom): Prefix[] {
  const below = (limit: number) => Math.floor(random.next() * limit);
  return Array.from({ length: count }, (_, index) => {
    if (index % 2 === 0) {
      const length = 16 + below(13);
      const block = 2 ** (32 - length);
      const address = below(2 ** length) * block;
      const octets = [24, 16, 8, 0].map((shift) => (address >>> shift) & 255);
      return prefix(`${octets.join(".")}/${length}`);
    }
    const length = 48 + below(17);
    const address = below(2 ** (length - 32)) * 2 ** (64 - length);
    return prefix(`2600:1f14:${(address >>> 16).toString(16)}:${(address & 0xffff).toString(16)}::/${length}`);
  });
}

function timed(work: () => unknown): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  return values.toSorted((x, y) => x - y)[values.length >> 1] ?? Number.NaN;
}

function printed(figure: OverlapFigure): string {
  const [overlapMs, plainSortMs, addressSortMs] = [figure.overlapMs, figure.plainSortMs, figure.addressSortMs].map(
    (ms) => ms.toFixed(1),
  );
  return (
    `overlap: ratio ${figure.ratio.toFixed(2)} (bar ${figure.bar}): ${figure.overlaps} overlaps of ${figure.prefixes} ` +
    `prefixes in ${overlapMs} ms, plain sort ${plainSortMs} ms, sort by comparePrefixes ${addressSortMs} ms, median of ${figure.runs}`
  );
}

if (import.meta.main) {
  const figure = overlapBench();
  console.log(process.argv.includes("--json") ? JSON.stringify(figure) : printed(figure));
  if (figure.ratio > figure.bar) process.exitCode = 1;
}
