import type { NetworkSecurityGroup, VirtualNetwork } from "@azure/arm-network";
import { connectionIdOf, pairOf } from "../../core/connection/connection-id.ts";
import type { Network, Peering, Tags } from "../../core/connection/network.ts";
import { type NetworkId, type Place, parseNetworkId, placeKey } from "../../core/connection/network-id.ts";
import type { Survey, TaggedNetwork } from "../provider.ts";
import type { AzureClients } from "./client.ts";
import { type Cluster, isIn, readClusters } from "./clusters.ts";
import { attempt, unlessMissing } from "./faults.ts";
import { type Half, remarksOnOthers, toHalves, toPeering } from "./halves.ts";
import { collect, readSome } from "./pages.ts";
import { bySubscription, locateVnet } from "./places.ts";
import {
  firewallName,
  type Guard,
  ourKeys,
  remarksOn,
  toAddressSpace,
  toFirewall,
  toGuards,
  toPods,
  toTags,
} from "./translate.ts";

/** The networks of a subscription that say something to us. */
export async function listNetworks(azure: AzureClients, place: Place): Promise<readonly TaggedNetwork[]> {
  const vnets = await attempt(`list the networks of ${placeKey(place)}`, () =>
    collect(azure.at(place.account).virtualNetworks.listAll()),
  );
  return vnets
    .flatMap(({ id = "", tags }) => {
      const network = parseNetworkId(id);
      return network === undefined ? [] : [{ id: network, tags: toTags(tags) }];
    })
    .filter(({ tags }) => ourKeys.some((key) => key in tags));
}

/** A network's tags; undefined when there is no such network. */
export async function readTags(azure: AzureClients, network: NetworkId): Promise<Tags | undefined> {
  const vnet = await attempt(`read the tags of ${network}`, () => getVnet(azure, network));
  return vnet === undefined ? undefined : toTags(vnet.tags);
}

/** Reads networks whole; one that cannot be read fails them all. */
export async function describeNetworks(
  azure: AzureClients,
  networks: readonly NetworkId[],
): Promise<readonly Network[]> {
  const { networks: found, unread } = await surveyNetworks(azure, networks);
  for (const fault of unread.values()) throw fault;
  return found;
}

/** Reads networks whole, each subscription at once and all together. */
export async function surveyNetworks(azure: AzureClients, networks: readonly NetworkId[]): Promise<Survey> {
  const subscriptions = [...bySubscription(networks)];
  const answers = await Promise.allSettled(
    subscriptions.map(([subscription, ids]) =>
      attempt(`describe the networks of ${subscription}`, () => describeSubscription(azure, subscription, ids)),
    ),
  );
  const read = answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
  const byId = new Map(withPeerings(read).map((network) => [network.id, network]));
  return {
    networks: [...new Set(networks)].flatMap((id) => byId.get(id) ?? []),
    unread: new Map(
      answers.flatMap((answer, index) =>
        answer.status === "rejected" ? [...(subscriptions[index]?.[1] ?? [])].map((id) => [id, answer.reason]) : [],
      ),
    ),
  };
}

interface Described {
  readonly network: Omit<Network, "peerings">;
  readonly halves: readonly Half[];
}

async function describeSubscription(
  azure: AzureClients,
  subscription: string,
  ids: ReadonlySet<NetworkId>,
): Promise<readonly Described[]> {
  const [vnets, clusters] = await Promise.all([readVnets(azure, subscription, ids), readClusters(azure, subscription)]);
  const found = vnets.flatMap((vnet) => {
    const id = parseNetworkId(vnet.id ?? "");
    return id === undefined ? [] : [{ id, vnet, guards: toGuards(id, vnet, clusters) }];
  });
  const guards = new Set(found.flatMap((one) => one.guards.map(({ id }) => id)));
  const groups = new Map((await readGuards(azure, subscription, guards)).map((one) => [one.id?.toLowerCase(), one]));
  return found.map((one) => ({ network: toNetwork(one, clusters, groups), halves: toHalves(one.id, one.vnet) }));
}

interface Found {
  readonly id: NetworkId;
  readonly vnet: VirtualNetwork;
  readonly guards: readonly Guard[];
}

function toNetwork(
  { id, vnet, guards }: Found,
  clusters: readonly Cluster[],
  groups: ReadonlyMap<string | undefined, NetworkSecurityGroup>,
): Described["network"] {
  const { unroutable, remarks } = toPods(clusters.filter((cluster) => isIn(cluster, id)));
  const guarded = guards.flatMap((guard) => {
    const group = groups.get(guard.id);
    return group === undefined ? [] : [{ guard, group }];
  });
  return {
    id,
    tags: toTags(vnet.tags),
    addressSpace: toAddressSpace(vnet),
    routeTables: [],
    firewalls: guarded.map(({ guard, group }) => toFirewall(guard, group)),
    unroutable,
    remarks: [...remarks, ...guarded.flatMap(({ guard, group }) => remarksOn(guard, group))],
  };
}

/** Joins the halves that were read: a peering that one network shows is its peer's as well. */
function withPeerings(read: readonly Described[]): readonly Network[] {
  const ids = new Set(read.map(({ network }) => network.id));
  const pairs = Map.groupBy(
    read.flatMap(({ halves }) => halves),
    ({ network, remote }) => connectionIdOf(pairOf(network, remote)),
  );
  const halves = [...pairs.values()];
  const ends = halves
    .flatMap((some) => toPeeringOf(some, ids) ?? [])
    .flatMap((peering) => [peering.requester, peering.accepter].map((id) => ({ id, peering })));
  const byNetwork = Map.groupBy(ends, ({ id }) => id);
  const remarks = Map.groupBy(halves.flatMap(remarksOnOthers), ({ network }) => network);
  return read.map(({ network }) => ({
    ...network,
    peerings: (byNetwork.get(network.id) ?? []).map(({ peering }) => peering),
    remarks: [...(network.remarks ?? []), ...(remarks.get(network.id) ?? []).map(({ text }) => text)],
  }));
}

function toPeeringOf(halves: readonly Half[], read: ReadonlySet<NetworkId>): Peering | undefined {
  const [first] = halves;
  if (first === undefined) return undefined;
  const pair = pairOf(first.network, first.remote);
  const requester = halves.find(({ network }) => network === pair.requester);
  const accepter = halves.find(({ network }) => network === pair.accepter);
  const both = { ...(requester && { requester }), ...(accepter && { accepter }) };
  return toPeering(pair, both, (id) => read.has(id));
}

function readVnets(
  azure: AzureClients,
  subscription: string,
  ids: ReadonlySet<NetworkId>,
): Promise<readonly VirtualNetwork[]> {
  return readSome(ids, {
    one: (id) => getVnet(azure, id),
    all: () => azure.at(subscription).virtualNetworks.listAll(),
  });
}

/** A network as Azure has it; undefined when there is none. */
export function getVnet(azure: AzureClients, network: NetworkId): Promise<VirtualNetwork | undefined> {
  const { subscription, group, name } = locateVnet(network);
  return unlessMissing(() => azure.at(subscription).virtualNetworks.get(group, name));
}

function readGuards(
  azure: AzureClients,
  subscription: string,
  ids: ReadonlySet<string>,
): Promise<readonly NetworkSecurityGroup[]> {
  const { networkSecurityGroups } = azure.at(subscription);
  return readSome(ids, {
    one: (id) => {
      const [group = "", name = ""] = firewallName(id).split("/");
      return unlessMissing(() => networkSecurityGroups.get(group, name));
    },
    all: () => networkSecurityGroups.listAll(),
  });
}
