import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import fc from "fast-check";
import type { Site } from "../../lab/packets/site.ts";
import { arbitraryWorld } from "./arbitrary-world.ts";
import { disagreements } from "./disagreements.ts";
import { inParallel } from "./in-parallel.ts";

const WORLDS = Number(process.env["CROSSPEER_WORLDS"] ?? 50);
const SEED = Number(process.env["CROSSPEER_SEED"] ?? 1);
/** A world mostly waits for timers of IKE and BGP. */
const AT_ONCE = 3;
/** How long a world that shows a disagreement is made smaller, in real milliseconds. */
const SHRINKING_MS = 180_000;

const CASES = join(import.meta.dirname, "cases");
const FOUND = join(import.meta.dirname, "../../dist/packets");

interface Case {
  readonly title: string;
  readonly sites: readonly Site[];
}

const cases = readdirSync(CASES).map((file): Case => JSON.parse(readFileSync(join(CASES, file), "utf8")));

describe("worlds in which packets and the fabric once disagreed", () => {
  it.each(cases)("given $title, then they agree", async ({ sites }) => {
    expect((await disagreements(sites)).differences).toEqual([]);
  });
});

describe("random worlds", () => {
  it(`given ${WORLDS} of seed ${SEED}, then packets go where the fabric says, and nowhere else`, async () => {
    const worlds = fc.sample(arbitraryWorld(), { seed: SEED, numRuns: WORLDS });
    const played = await inParallel(Readable.from(worlds), {
      atOnce: AT_ONCE,
      run: ({ sites }) => disagreements(sites),
    });
    const wrong = played.findIndex(({ differences }) => differences.length > 0);
    if (wrong >= 0) {
      const file = await keepSmallest(wrong);
      throw new Error(`world ${wrong} of seed ${SEED} (${worlds[wrong]?.faults.join("; ")}):
${JSON.stringify(played[wrong]?.differences.slice(0, 5), undefined, 1)}
once it is clear who is right, keep ${file} in test/packets/cases`);
    }
    // A generator that joins nobody, or packets that never leave, would agree as well.
    const [tried, reached] = [played.map((one) => one.tried), played.map((one) => one.reached)].map(sum);
    expect(reached).toBeGreaterThan((tried ?? 0) / 20);
    expect(reached).toBeLessThan((tried ?? 0) / 1.2);
  }, 3_600_000);
});

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** Makes a world with a disagreement as small as time allows. @returns the file that it is in */
async function keepSmallest(index: number): Promise<string> {
  let smallest: unknown;
  const property = fc.asyncProperty(arbitraryWorld(), async ({ sites, faults }) => {
    const { differences } = await disagreements(sites);
    if (differences.length > 0) smallest = { title: faults.join("; "), differences, sites };
    return differences.length === 0;
  });
  await fc.check(property, { seed: SEED, path: String(index), numRuns: 1, interruptAfterTimeLimit: SHRINKING_MS });
  mkdirSync(FOUND, { recursive: true });
  const file = join(FOUND, `world-${SEED}-${index}.json`);
  writeFileSync(file, `${JSON.stringify(smallest, undefined, 2)}\n`);
  return file;
}
