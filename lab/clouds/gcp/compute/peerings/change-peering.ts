import { invalidField } from "../../gcp-error.ts";
import { networkPath } from "../links.ts";
import type { Network, Peering } from "../resources.ts";
import type { Compute } from "../state.ts";
import type { NetworkPeeringBody } from "./peering-body.ts";
import { lockOf, refuseWhilePeering } from "./peering-lock.ts";
import { disconnect } from "./peering-state.ts";

const SECONDS = 10;

/** Changes what one half exports and imports. */
export function updatePeering(compute: Compute, network: Network, asked: NetworkPeeringBody) {
  const half = halfNamed(network, asked.name, "networkPeering.name");
  const finish = () => {
    half.exportCustomRoutes = asked.exportCustomRoutes ?? half.exportCustomRoutes;
    half.importCustomRoutes = asked.importCustomRoutes ?? half.importCustomRoutes;
    half.exportSubnetRoutesWithPublicIp = asked.exportSubnetRoutesWithPublicIp ?? half.exportSubnetRoutesWithPublicIp;
    half.importSubnetRoutesWithPublicIp = asked.importSubnetRoutesWithPublicIp ?? half.importSubnetRoutesWithPublicIp;
    return undefined;
  };
  return { ...change(compute, network, half), type: "updatePeering", finish };
}

/** Takes one half away; the other stays, inactive. */
export function removePeering(compute: Compute, network: Network, name: string) {
  const half = halfNamed(network, name, "name");
  const finish = () => {
    disconnect(compute, network, half);
    network.peerings = network.peerings.filter((one) => one !== half);
    return undefined;
  };
  return { ...change(compute, network, half), type: "removePeering", finish };
}

/** The text for a name that is not there is a guess: none was recorded. */
function halfNamed(network: Network, name: string, field: string): Peering {
  const half = network.peerings.find((one) => one.name === name);
  if (half === undefined)
    throw invalidField(field, name, `There is no peering '${name}' on network '${network.name}'.`);
  return half;
}

function change(compute: Compute, network: Network, half: Peering) {
  const lock = lockOf(network, half.network);
  refuseWhilePeering(compute, lock);
  const target = networkPath(network.project, network.name);
  return { target, targetId: network.id, seconds: SECONDS, peeringsOf: lock };
}
