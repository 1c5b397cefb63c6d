import { link, networkPath } from "../links.ts";
import type { Peering } from "../resources.ts";
import type { Compute } from "../state.ts";

/** One half of a peering as its network's answer shows it. */
export function renderPeering(compute: Compute, peering: Peering) {
  const { name, network, state, stateDetails, stackType } = peering;
  const { exportCustomRoutes, importCustomRoutes } = peering;
  const { exportSubnetRoutesWithPublicIp, importSubnetRoutesWithPublicIp } = peering;
  return {
    ...{ name, network: link(networkPath(network.project, network.name)), state, stateDetails },
    ...{ autoCreateRoutes: true, exchangeSubnetRoutes: true, exportCustomRoutes, importCustomRoutes },
    ...{ exportSubnetRoutesWithPublicIp, importSubnetRoutesWithPublicIp, stackType, updateStrategy: "INDEPENDENT" },
    ...mtuOf(compute, peering),
    ...(state === "ACTIVE" ? { connectionStatus: connectionStatus(peering) } : {}),
  };
}

function mtuOf(compute: Compute, { network, state }: Peering) {
  const peer = compute.projects.find(({ id }) => id === network.project)?.networks.get(network.name);
  return state === "ACTIVE" && peer?.mtu !== undefined ? { peerMtu: peer.mtu } : {};
}

function connectionStatus(peering: Peering) {
  return {
    trafficConfiguration: {
      exportCustomRoutesToPeer: peering.exportCustomRoutes,
      exportSubnetRoutesWithPublicIpToPeer: peering.exportSubnetRoutesWithPublicIp,
      importCustomRoutesFromPeer: peering.importCustomRoutes,
      importSubnetRoutesWithPublicIpFromPeer: peering.importSubnetRoutesWithPublicIp,
      stackType: peering.stackType,
    },
    updateStrategy: "INDEPENDENT",
  };
}
