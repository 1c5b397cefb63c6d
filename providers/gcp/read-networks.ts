import { locate, type NetworkId } from "../../core/connection/network-id.ts";
import { type GcpClients, reading } from "./client.ts";
import { attempt, isNotFound } from "./faults.ts";
import { collect } from "./pages.ts";
import { type GcpNetwork, toNames, toNetworkId } from "./translate.ts";
import type { ReadNetworks } from "./translate-peering.ts";

/** A network with its halves of peerings; undefined when there is none. */
export function readNetwork(gcp: GcpClients, network: NetworkId): Promise<GcpNetwork | undefined> {
  return attempt(`read ${network}`, async () => {
    try {
      const [read] = await gcp.networks.get(toNames(network), reading());
      return read;
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  });
}

/** Those of some networks that exist, with one call for each project. */
export async function readNetworks(gcp: GcpClients, networks: readonly NetworkId[]): Promise<ReadNetworks> {
  const projects = Map.groupBy(new Set(networks), (id) => locate(id).account);
  const found = await Promise.all(
    [...projects].map(([project, ids]) => {
      const [first] = ids;
      return ids.length === 1 && first !== undefined ? readOne(gcp, first) : readSome(gcp, project, new Set(ids));
    }),
  );
  return new Map(found.flat());
}

async function readOne(gcp: GcpClients, id: NetworkId): Promise<[NetworkId, GcpNetwork][]> {
  const read = await readNetwork(gcp, id);
  return read === undefined ? [] : [[id, read]];
}

async function readSome(
  gcp: GcpClients,
  project: string,
  ids: ReadonlySet<NetworkId>,
): Promise<[NetworkId, GcpNetwork][]> {
  const all = await attempt(`list the networks of ${project}`, async () => {
    return collect(gcp.networks.listAsync({ project, ...gcp.paged }, reading()));
  });
  return all.flatMap((network): [NetworkId, GcpNetwork][] => {
    const id = toNetworkId(network.selfLink);
    return id !== undefined && ids.has(id) ? [[id, network]] : [];
  });
}
