import { locate, type NetworkId } from "../../core/connection/network-id.ts";

/** A resource as the network client's methods take it. */
export interface Located {
  readonly subscription: string;
  readonly group: string;
  readonly name: string;
}

/** Where a network is. */
export function locateVnet(network: NetworkId): Located {
  const { account, localId } = locate(network);
  const [group = "", name = ""] = localId.split("/");
  return { subscription: account, group, name };
}

/** Groups networks by the subscription that they are read in. */
export function bySubscription(networks: readonly NetworkId[]): ReadonlyMap<string, ReadonlySet<NetworkId>> {
  const groups = Map.groupBy(networks, (network) => locate(network).account);
  return new Map([...groups].map(([subscription, ids]) => [subscription, new Set(ids)]));
}
