import type { Network } from "../core/connection/network.ts";
import { locate, type NetworkId, placeKey } from "../core/connection/network-id.ts";
import type { Provider } from "../providers/provider.ts";

export interface Observation {
  readonly networks: ReadonlyMap<NetworkId, Network>;
  /** The networks whose account or region could not be read. */
  readonly unread: ReadonlySet<NetworkId>;
}

/** Reads networks whole. One account that cannot be read does not hide the others. */
export async function observe(provider: Provider, ids: readonly NetworkId[]): Promise<Observation> {
  const places = Map.groupBy(new Set(ids), (id) => placeKey(locate(id)));
  const answers = await Promise.all(
    [...places.values()].map((group) =>
      provider.describeNetworks(group).then(
        (networks) => ({ networks, unread: [] }),
        () => ({ networks: [], unread: group }),
      ),
    ),
  );
  return {
    networks: new Map(answers.flatMap(({ networks }) => networks.map((network) => [network.id, network] as const))),
    unread: new Set(answers.flatMap(({ unread }) => unread)),
  };
}
