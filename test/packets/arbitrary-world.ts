import fc from "fast-check";
import type { Site } from "../../lab/packets/site.ts";
import { isDecided } from "./arbitrary/decided.ts";
import type { Fault } from "./arbitrary/fault.ts";
import { FILTER_FAULTS } from "./arbitrary/filter-faults.ts";
import { arbitraryJoinedSites } from "./arbitrary/joined-sites.ts";
import { SESSION_FAULTS } from "./arbitrary/session-faults.ts";
import { SITE_FAULTS } from "./arbitrary/site-faults.ts";
import { TUNNEL_FAULTS } from "./arbitrary/tunnel-faults.ts";

export interface World {
  readonly sites: readonly Site[];
  /** What was done to it and where, in words. */
  readonly faults: readonly string[];
}

/** Their names are how `World.faults` begin. */
export const FAULTS: Readonly<Record<string, Fault>> = {
  ...TUNNEL_FAULTS,
  ...SESSION_FAULTS,
  ...SITE_FAULTS,
  ...FILTER_FAULTS,
};

/** Small worlds with up to three faults, in which it does not matter which of equally good paths is taken. */
export function arbitraryWorld(): fc.Arbitrary<World> {
  return fc
    .record({ sites: arbitraryJoinedSites(), misdeeds: fc.tuple(perhaps, perhaps, perhaps) })
    .map(({ sites, misdeeds }) => misdeeds.reduce<World>(commit, { sites, faults: [] }))
    .filter(({ sites }) => isDecided(sites));
}

interface Misdeed {
  readonly name: string;
  /** Which of the places where it can be done, counted round and round. */
  readonly place: number;
}

const arbitraryMisdeed: fc.Arbitrary<Misdeed> = fc.record({
  name: fc.constantFrom(...Object.keys(FAULTS)),
  place: fc.nat(999),
});

const perhaps = fc.option(arbitraryMisdeed, { freq: 3, nil: undefined });

function commit({ sites, faults }: World, misdeed: Misdeed | undefined): World {
  if (misdeed === undefined) return { sites, faults };
  const { name, place } = misdeed;
  const ways = FAULTS[name]?.(sites) ?? [];
  const way = ways[place % ways.length];
  return way === undefined ? { sites, faults } : { sites: way.sites, faults: [...faults, `${name}: ${way.at}`] };
}
