import { pacificTime } from "../../timestamps.ts";
import { link, networkPath, subnetworkPath } from "../links.ts";
import { renderPeering } from "../peerings/peering-view.ts";
import type { Network } from "../resources.ts";
import type { Compute } from "../state.ts";

/** A network as answers show it. */
export function renderNetwork(compute: Compute, network: Network) {
  const { id, name, project, createdAt, description, autoCreateSubnetworks, mtu, peerings, routingMode } = network;
  const subnetworks = compute.subnetworksOf(network).map((subnetwork) => link(subnetworkPath(subnetwork)));
  return {
    ...{ kind: "compute#network", id, creationTimestamp: pacificTime(createdAt), name },
    ...(description === undefined ? {} : { description }),
    selfLink: link(networkPath(project, name)),
    selfLinkWithId: link(networkPath(project, id)),
    autoCreateSubnetworks,
    ...(subnetworks.length === 0 ? {} : { subnetworks: subnetworks.sort() }),
    ...(peerings.length === 0 ? {} : { peerings: peerings.map((peering) => renderPeering(compute, peering)) }),
    ...(routingMode === undefined ? {} : { routingConfig: { routingMode, bgpBestPathSelectionMode: "LEGACY" } }),
    ...(mtu === undefined ? {} : { mtu }),
    networkFirewallPolicyEnforcementOrder: network.enforcementOrder,
  };
}
