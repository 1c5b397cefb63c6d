import { locate, type Place, placeKey } from "../core/connection/network-id.ts";
import { noteNetworks } from "./directory.ts";
import type { Deps } from "./ports.ts";

export type ReadPlaceInput = Place;

export interface ReadPlaceOutput {
  /** How many tagged networks there are. */
  readonly networks: number;
}

/**
 * Reads the tagged networks of one place into the directory. Those of the ledger there that bear no tags of ours any more
 * are noted with none: they ask for nothing.
 */
export async function readPlace(
  { provider, ledger }: Pick<Deps, "provider" | "ledger">,
  place: ReadPlaceInput,
): Promise<ReadPlaceOutput> {
  const tagged = await provider.listNetworks(place);
  const ids = new Set(tagged.map(({ id }) => id));
  const known = await ledger.networks();
  const silent = known.filter(({ id }) => !ids.has(id) && placeKey(locate(id)) === placeKey(place));
  await noteNetworks(ledger, known, [...tagged, ...silent.map(({ id }) => ({ id, tags: {} }))]);
  return { networks: tagged.length };
}
