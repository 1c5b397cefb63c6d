import type { Network, Tags } from "../../core/connection/network.ts";
import { locate, type NetworkId, type Place } from "../../core/connection/network-id.ts";
import { tagsOfLabels } from "../../core/intent/label.ts";
import type { Survey, TaggedNetwork } from "../provider.ts";
import type { GcpClients } from "./client.ts";
import type { Cluster } from "./cluster-list.ts";
import { clustersAround } from "./clusters.ts";
import { attempt } from "./faults.ts";
import { readFirewalls } from "./firewalls.ts";
import { readNetwork, readNetworks } from "./read-networks.ts";
import { readSubnetworks } from "./subnetworks.ts";
import { type GcpNetwork, toAddressSpace, toNetworkId } from "./translate.ts";
import { toPeerings } from "./translate-peering.ts";
import { toFirewall } from "./translate-rule.ts";

/** The networks of a project that say something to us, by the labels of the clusters in them. */
export async function listNetworks(gcp: GcpClients, place: Place): Promise<readonly TaggedNetwork[]> {
  const clusters = await clustersAround(gcp, place.account);
  return [...Map.groupBy(clusters, ({ network }) => network)]
    .map(([id, inside]) => ({ id, tags: toTags(inside) }))
    .filter(({ tags }) => Object.keys(tags).length > 0);
}

/** A network's tags; undefined when there is no such network. */
export async function readTags(gcp: GcpClients, network: NetworkId): Promise<Tags | undefined> {
  const clusters = await clustersAround(gcp, locate(network).account);
  const inside = clusters.filter((cluster) => cluster.network === network);
  if (inside.length > 0) return toTags(inside);
  return (await readNetwork(gcp, network)) === undefined ? undefined : {};
}

/** Reads networks whole; one that cannot be read fails them all. */
export async function describeNetworks(gcp: GcpClients, networks: readonly NetworkId[]): Promise<readonly Network[]> {
  const { networks: found, unread } = await surveyNetworks(gcp, networks);
  for (const fault of unread.values()) throw fault;
  return found;
}

type Described = Omit<Network, "peerings"> & { readonly source: GcpNetwork };

/** Reads networks whole, each project at once and all projects together. */
export async function surveyNetworks(gcp: GcpClients, networks: readonly NetworkId[]): Promise<Survey> {
  const unread = new Map<NetworkId, unknown>();
  const projects = Map.groupBy(new Set(networks), (id) => locate(id).account);
  const answers = await Promise.all(
    [...projects].map(async ([project, ids]) => {
      try {
        return await attempt(`describe the networks of ${project}`, () => describeProject(gcp, project, ids));
      } catch (fault) {
        for (const id of ids) unread.set(id, fault);
        return [];
      }
    }),
  );
  const read = new Map(answers.flat().map((described) => [described.id, described]));
  // Only now, since a peering is made of what two networks hold.
  const sources = new Map([...read].map(([id, { source }]) => [id, source]));
  return {
    networks: [...new Set(networks)].flatMap((id) => {
      const described = read.get(id);
      if (described === undefined) return [];
      const { source: _, ...rest } = described;
      return { ...rest, peerings: toPeerings(id, sources) };
    }),
    unread,
  };
}

async function describeProject(gcp: GcpClients, project: string, ids: readonly NetworkId[]): Promise<Described[]> {
  const [networks, subnetworks, firewalls, clusters] = await Promise.all([
    readNetworks(gcp, ids),
    readSubnetworks(gcp, project),
    readFirewalls(gcp, project),
    clustersAround(gcp, project),
  ]);
  return [...networks].map(([id, source]) => {
    const inside = (resource: { readonly network?: string | null }) => toNetworkId(resource.network) === id;
    const own = clusters.filter(({ network }) => network === id);
    const names = own.map(({ name }) => name).sort();
    return {
      ...{ id, source, tags: toTags(own) },
      addressSpace: toAddressSpace(source, subnetworks.filter(inside)),
      // Routes come with the peering.
      routeTables: [],
      firewalls: names.length === 0 ? [] : [toFirewall(id, names, firewalls.filter(inside))],
    };
  });
}

function toTags(clusters: readonly Cluster[]): Tags {
  return tagsOfLabels(...clusters.map(({ labels }) => labels));
}
