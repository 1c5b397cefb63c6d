import { type Compared, compare, isDisagreement, PATIENCE, settleDown } from "../../lab/packets/converge.ts";
import { fabricOf } from "../../lab/packets/reach/fabric-of.ts";
import { withRealm } from "../../lab/packets/realm/realm.ts";
import type { Site } from "../../lab/packets/site.ts";
import { allTries, PORTS, wordsOf } from "../../lab/packets/tries.ts";

export interface Difference {
  /** `wordsOf` of the try. */
  readonly of: string;
  readonly packets: boolean;
  readonly fabric: Compared["fabric"];
}

/** A disagreement that lasts so long is one: in real milliseconds. */
const patience = { ...PATIENCE, most: 10_000 };

/** Sends packets through a world. @returns how many ways were tried, and where packets and the fabric differ */
export function disagreements(
  sites: readonly Site[],
): Promise<{ tried: number; reached: number; differences: Difference[] }> {
  return withRealm(async (realm) => {
    const world = { sites, fabric: fabricOf(sites) };
    await realm.up({ sites, ports: PORTS });
    await settleDown(realm, world, patience);
    const compared = await compare(realm, world, allTries(sites), patience);
    const differences = compared
      .filter(isDisagreement)
      .map(({ try: tried, packets, fabric }) => ({ of: wordsOf(tried), packets, fabric }));
    return { tried: compared.length, reached: compared.filter(({ packets }) => packets).length, differences };
  });
}
