import { locate, type NetworkId, type Place, placeKey } from "../../core/connection/network-id.ts";

/** Networks of one account and region, by the id that they have there. */
export interface LocalNetworks {
  readonly place: Place;
  readonly ids: ReadonlyMap<string, NetworkId>;
}

/** Groups networks by the API that must be asked about them. */
export function byPlace(networks: readonly NetworkId[]): readonly LocalNetworks[] {
  const groups = Map.groupBy(networks, (id) => placeKey(locate(id)));
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    return { place: locate(first), ids: new Map(group.map((id) => [locate(id).localId, id])) };
  });
}

/** The partition of a region: China and GovCloud have ARNs of their own. */
export function partitionOf(region: string): string {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}
