import type { Pod } from "../../site.ts";
import { podAddress } from "../addresses.ts";
import type { GcpDocuments, Subnetwork } from "./documents.ts";
import { type OwnNetwork, tableId } from "./own-network.ts";
import { packetFilter } from "./packet-filter.ts";

interface Place {
  readonly name: string;
  readonly range: string;
  readonly region: string;
}

/** Where clusters have nodes and pods; in a network without a cluster, one pod a subnet. */
export function podsOf(documents: GcpDocuments, own: OwnNetwork, name: string): Pod[] {
  const inClusters = clusterPlaces(documents, own);
  const places = inClusters.length > 0 ? inClusters : own.subnetworks.map((one) => subnetPlace(own, one));
  const filters = [packetFilter(documents.firewalls, own.network)];
  return places.map(({ name: place, range, region }) => ({
    ...{ name: `${name}-${place}`, address: podAddress(range), table: tableId(own, region), filters },
  }));
}

function clusterPlaces({ clusters }: GcpDocuments, { network, subnetworks }: OwnNetwork): Place[] {
  const own = clusters.filter(({ networkConfig }) => networkConfig.network === network.selfLink);
  return own.flatMap(({ name, networkConfig, ipAllocationPolicy: { clusterIpv4CidrBlock: pods } }) => {
    const home = subnetworks.find(({ selfLink }) => selfLink === networkConfig.subnetwork);
    if (home === undefined) return [];
    const place = (what: string) => (own.length > 1 ? `${name}-${what}` : what);
    const nodes = { name: place("nodes"), range: home.ipCidrRange, region: home.region };
    return pods === undefined ? [nodes] : [nodes, { name: place("pods"), range: pods, region: home.region }];
  });
}

/** Subnets of a network in auto mode all have its name. */
function subnetPlace({ subnetworks }: OwnNetwork, { name, region, ipCidrRange: range }: Subnetwork): Place {
  const unique = subnetworks.filter((one) => one.name === name).length === 1;
  return { name: unique ? name : `${name}-${region}`, range, region };
}
