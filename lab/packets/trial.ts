import type { Allow } from "../../core/connection/network.ts";
import { type Compared, isDisagreement } from "./converge.ts";
import { type Joined, said } from "./said.ts";
import type { Site } from "./site.ts";
import { wordsOf } from "./tries.ts";

/** A try with all that was said of it, and what of that did not come true: the end of a sentence each. */
export interface Judged extends Compared {
  readonly faults: readonly string[];
}

interface Sayings {
  readonly sites: readonly Site[];
  readonly joined: readonly Joined[];
  readonly allow: ReadonlyMap<string, readonly Allow[]>;
}

/** Holds packets to what the connections say, and the fabric to what packets do. */
export function judge(compared: readonly Compared[], sayings: Sayings): readonly Judged[] {
  const owner = new Map(sayings.sites.flatMap((site) => site.pods.map(({ name }) => [name, site] as const)));
  return compared.map((one) => {
    const [from, to] = [owner.get(one.try.from), owner.get(one.try.to)];
    if (from === undefined || to === undefined) throw new RangeError(`${wordsOf(one.try)}: no network has such pods`);
    const expected = said({ from, to }, one.try, sayings);
    return { ...one, faults: [...saidFaults(one, expected), ...fabricFaults(one)] };
  });
}

function saidFaults({ packets }: Compared, expected: boolean | undefined): readonly string[] {
  if (expected === undefined || expected === packets) return [];
  return [`${wayOf(packets)}, and the connections say that it ${expected ? "does" : "does not"}`];
}

function fabricFaults(compared: Compared): readonly string[] {
  if (!isDisagreement(compared)) return [];
  const { packets, fabric } = compared;
  const why = fabric.reachable ? "does" : `does not: ${fabric.at}: ${fabric.why}`;
  return [`${wayOf(packets)}, and the lab's fabric says that it ${why}`];
}

function wayOf(packets: boolean): string {
  return packets ? "arrives" : "does not arrive";
}

/** The faults of all tries, one line for each pair of networks and fault. */
export function faultLines(sites: readonly Site[], judged: readonly Judged[]): readonly string[] {
  const owner = new Map(sites.flatMap(({ name, pods }) => pods.map((pod) => [pod.name, name] as const)));
  const all = judged.flatMap((one) => one.faults.map((fault) => ({ fault, one: one.try })));
  const groups = Map.groupBy(all, ({ fault, one }) => `${owner.get(one.from)} to ${owner.get(one.to)}: ${fault}`);
  return [...groups].map(([line, group]) => {
    const [first] = group;
    return `${line} (${group.length} tries, such as ${first === undefined ? "none" : wordsOf(first.one)})`;
  });
}
