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

/** The id of a resource of Microsoft.Network that stands in a network's group; without a name, of all of its type. */
export function siblingId(network: NetworkId, type: string, name: string): string {
  const { subscription, group } = locateVnet(network);
  return `/subscriptions/${subscription}/resourceGroups/${group}/providers/Microsoft.Network/${type}${name && `/${name}`}`;
}

/** Where a resource is whose id an answer gave. */
export function locateResource(id: string): Located {
  const [, , subscription = "", , group = "", , , , name = ""] = id.split("/");
  return { subscription, group, name };
}

/** Whether two ids name the same resource: they have no case. */
export function isSameId(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && one.toLowerCase() === other?.toLowerCase();
}
