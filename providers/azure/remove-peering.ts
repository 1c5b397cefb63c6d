import { connectionIdOf, type Pair } from "../../core/connection/connection-id.ts";
import type { Removal } from "../provider.ts";
import type { AzureClients } from "./client.ts";
import { attempt, unlessMissing } from "./faults.ts";
import { isOurs, sides, toHalves } from "./halves.ts";
import { locateVnet } from "./places.ts";

/** Seconds that the deletion of a half takes. */
const soon = 10;

/** Takes away the halves that bear the connection's id as their name. A virtual network that is gone has none. */
export async function removePeering(azure: AzureClients, pair: Pair): Promise<Removal> {
  const connection = connectionIdOf(pair);
  const found = await Promise.all(
    sides.map(async (side) => {
      const network = pair[side];
      const { subscription, group, name } = locateVnet(network);
      const vnet = await attempt(`read ${network}`, () =>
        unlessMissing(() => azure.at(subscription).virtualNetworks.get(group, name)),
      );
      return vnet === undefined ? [] : toHalves(network, vnet);
    }),
  );
  const halves = found.flat().filter((half) => isOurs(half, connection));
  for (const half of halves.filter(({ state }) => state !== "leaving")) {
    const { subscription, group, name } = locateVnet(half.network);
    await attempt(`delete ${half.name} of ${half.network}`, () =>
      unlessMissing(() => azure.at(subscription).virtualNetworkPeerings.delete(group, name, half.name).submitted()),
    );
  }
  return halves.length === 0 ? { done: true, wait: 0 } : { done: false, wait: soon };
}
