import { badRequest } from "../../gcp-error.ts";
import { networkPath } from "../links.ts";
import type { Network, NetworkRef } from "../resources.ts";
import type { Compute } from "../state.ts";
import { activePeers } from "./peering-state.ts";

/** The two networks that a peering operation takes for itself. */
export function lockOf(network: NetworkRef, peer: NetworkRef): string[] {
  return [networkPath(network.project, network.name), networkPath(peer.project, peer.name)];
}

/**
 * "Google Cloud allows only one peering operation at a time across peered networks": throws while another operation has
 * one of these networks as its local or its peer network, or while a static route of one is being made.
 */
export function refuseWhilePeering({ operations }: Compute, lock: readonly string[]): void {
  const taken = (paths: readonly string[] | undefined) => paths?.some((path) => lock.includes(path)) ?? false;
  for (const { peeringsOf, routesOf } of operations.running()) {
    if (taken(peeringsOf)) throw busy("peering");
    if (taken(routesOf)) throw busy("route");
  }
}

/** Static routes of a network wait for peering operations of the network and its peers: terraform-provider-google#6361. */
export function refuseRouteWhilePeering(compute: Compute, network: Network): void {
  const around = [network, ...activePeers(compute, network)].map(({ project, name }) => networkPath(project, name));
  for (const { peeringsOf } of compute.operations.running()) {
    if (peeringsOf?.some((path) => around.includes(path))) throw busy("peering");
  }
}

function busy(what: "peering" | "route") {
  return badRequest(`There is a ${what} operation in progress on the local or peer network. Try again later.`);
}
