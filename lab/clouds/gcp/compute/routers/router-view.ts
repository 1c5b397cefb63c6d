import { link, networkPath, vpnTunnelPath } from "../links.ts";
import type { BgpPeer, Router, RouterInterface } from "./router-resources.ts";

/** BFD as it is when nobody asked for it. */
const NO_BFD = {
  ...{ sessionInitializationMode: "DISABLED", minTransmitInterval: 1000, minReceiveInterval: 1000, multiplier: 5 },
};

/** A router as answers show it; a list is there only when something is in it, as recorded. */
export function renderRouter(router: Router) {
  const { description, bgp, interfaces, bgpPeers } = router.content;
  return {
    ...{ description, network: link(networkPath(router.project, router.network)) },
    ...(bgp === undefined ? {} : { bgp }),
    ...(interfaces.length === 0 ? {} : { interfaces: interfaces.map((face) => renderInterface(router, face)) }),
    ...(bgpPeers.length === 0 ? {} : { bgpPeers: bgpPeers.map(renderPeer) }),
    encryptedInterconnectRouter: false,
  };
}

function renderInterface(router: Router, { name, tunnel, ipRange }: RouterInterface) {
  const linkedVpnTunnel = link(vpnTunnelPath({ ...router, name: tunnel }));
  return { name, linkedVpnTunnel, ipRange, ipVersion: "IPV4", managementType: "MANAGED_BY_USER" };
}

function renderPeer(peer: BgpPeer) {
  return { ...peer, enableIpv4: true, enableIpv6: false, managementType: "MANAGED_BY_USER", bfd: NO_BFD };
}
