import type { Place } from "../core/connection/network-id.ts";
import type { Deps } from "./ports.ts";

export interface ListPlacesOutput {
  /** Every account and region, project or subscription that the hub looks into. */
  readonly places: readonly Place[];
}

/** Lists where a sweep looks: each place is read by a run of its own. */
export async function listPlaces({ places }: Pick<Deps, "places">): Promise<ListPlacesOutput> {
  return { places };
}
