import { createHash } from "node:crypto";
import jsonata from "jsonata";
import type { VirtualClock } from "../../world/clock.ts";
import { SeededRandom } from "../../world/random.ts";

/** Algorithms of $hash (Step Functions developer guide, "Transforming data with JSONata"), by Node's names. */
const ALGORITHMS: Readonly<Record<string, string>> = {
  MD5: "md5",
  "SHA-1": "sha1",
  "SHA-256": "sha256",
  "SHA-384": "sha384",
  "SHA-512": "sha512",
};

/** Step Functions' own JSONata functions, and those of JSONata's that would read the real time or real chance. */
export function functionBindings(clock: VirtualClock, random: SeededRandom): Record<string, unknown> {
  return {
    partition,
    range,
    hash,
    parse: (text: string) => JSON.parse(text),
    uuid: () => random.uuid(),
    random: (seed?: number) => (seed === undefined ? random : new SeededRandom(seed)).next(),
    millis: () => clock.now(),
    now: (picture?: string, zone?: string) =>
      jsonata("$fromMillis($at, $picture, $zone)").evaluate(undefined, { at: clock.now(), picture, zone }),
    eval: () => {
      throw new Error("$eval is not supported");
    },
  };
}

function partition(items: unknown[], size: number): unknown[][] {
  if (!(size >= 1)) throw new Error(`$partition: the chunk size must be positive, not ${size}`);
  const width = Math.floor(size);
  return Array.from({ length: Math.ceil(items.length / width) }, (_, index) =>
    items.slice(index * width, (index + 1) * width),
  );
}

/** From first to last, both included. A range of one is the number itself, as JSONata has it for sequences. */
function range(first: number, last: number, step: number): number | number[] {
  if (!step) throw new Error(`$range: the step must be a number other than 0, not ${step}`);
  const length = Math.max(0, Math.floor((last - first) / step) + 1);
  // Step Functions' limit for the same function in JSONPath, States.ArrayRange.
  if (length > 1000) throw new Error(`$range: at most 1000 elements, not ${length}`);
  return length === 1 ? first : Array.from({ length }, (_, index) => first + index * step);
}

function hash(content: unknown, algorithm: string): string {
  const name = ALGORITHMS[algorithm];
  if (name === undefined) throw new Error(`$hash: unknown algorithm ${algorithm}`);
  return createHash(name)
    .update(typeof content === "string" ? content : JSON.stringify(content))
    .digest("hex");
}
