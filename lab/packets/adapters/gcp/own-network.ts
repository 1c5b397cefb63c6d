import type { Asked } from "../asked.ts";
import type { GcpDocuments, Network, Router, Subnetwork } from "./documents.ts";

/** One network with what belongs to it. */
export interface OwnNetwork {
  readonly network: Network;
  readonly subnetworks: readonly Subnetwork[];
  readonly routers: readonly Router[];
  /** In which the network has subnets. */
  readonly regions: readonly string[];
}

export function ownNetwork({ networks, subnetworks, routers }: GcpDocuments, { id }: Pick<Asked, "id">): OwnNetwork {
  const network = networks.find(({ selfLink }) => selfLink === id);
  if (network === undefined) throw new Error(`no network ${id} among the ${networks.length} that Google answered`);
  const own = subnetworks.filter((one) => one.network === id);
  return {
    ...{ network, subnetworks: own, routers: routers.filter((one) => one.network === id) },
    regions: [...new Set(own.map(({ region }) => region))].sort(),
  };
}

/** Primary and secondary ranges. */
export function rangesOf(subnetworks: readonly Subnetwork[]): string[] {
  return subnetworks.flatMap((one) => [one, ...one.secondaryIpRanges].map(({ ipCidrRange }) => ipCidrRange));
}

/** Whether routers of one region know of the network's subnets and workloads in the others, and the reverse. */
export function reachesAllRegions({ routingConfig }: Network): boolean {
  return routingConfig?.routingMode === "GLOBAL";
}

/** A router's name, with its region where another router of the network has the same one. */
export function gatewayId({ routers }: OwnNetwork, { name, region }: Router): string {
  return routers.filter((one) => one.name === name).length > 1 ? `${region}/${name}` : name;
}

export function tableId({ network }: OwnNetwork, region: string): string {
  return `${network.name}/${region}`;
}
