import { PROPOSALS } from "../../../clouds/gcp/compute/vpn/fabric-ends.ts";
import type { BgpEnd, TunnelEnd } from "../../site.ts";
import type { Asked } from "../asked.ts";
import { advertisedTo } from "./advertised.ts";
import type { GcpDocuments, Router, VpnTunnel } from "./documents.ts";
import type { OwnNetwork } from "./own-network.ts";

/** A router that speaks BGP. */
export type Speaker = Router & { readonly bgp: NonNullable<Router["bgp"]> };

/** "If any single BGP session advertises more than 5,000 prefixes, Cloud Router resets" it: page on its quotas. */
const MOST_PREFIXES = 5000;

/** The tunnels of a router that an interface of its is linked to. */
export function tunnelsOf(
  documents: GcpDocuments,
  own: OwnNetwork,
  { router, keyOf }: { readonly router: Speaker; readonly keyOf: Asked["keyOf"] },
): TunnelEnd[] {
  return documents.vpnTunnels
    .filter((tunnel) => tunnel.router === router.selfLink)
    .flatMap((tunnel) => {
      const face = router.interfaces.find(({ linkedVpnTunnel }) => linkedVpnTunnel === tunnel.selfLink);
      const wire = wireOf(documents, tunnel, keyOf);
      if (face === undefined || wire === undefined) return [];
      const bgp = sessionOf(own, router, face);
      return [{ ...wire, ...(bgp === undefined ? {} : { bgp }) }];
    });
}

/** Undefined while a part of the tunnel is missing. Cloud VPN always speaks first. */
function wireOf(documents: GcpDocuments, tunnel: VpnTunnel, keyOf: Asked["keyOf"]): TunnelEnd | undefined {
  const { selfLink, name, ikeVersion } = tunnel;
  const [, project, , region] = selfLink.split("/");
  const id = `gcp/${project}/${region}/${name}`;
  const { local, remote } = addressesOf(documents, tunnel);
  const key = keyOf(id);
  if (local === undefined || remote === undefined || key === undefined) return undefined;
  return {
    ...{ id, name, local, remote, key, ikeVersions: [ikeVersion], initiates: true },
    ...{ phase1: PROPOSALS, phase2: PROPOSALS },
  };
}

function addressesOf({ vpnGateways, externalVpnGateways }: GcpDocuments, tunnel: VpnTunnel) {
  const near = vpnGateways.find(({ selfLink }) => selfLink === tunnel.vpnGateway);
  const far = externalVpnGateways.find(({ selfLink }) => selfLink === tunnel.peerExternalGateway);
  const local = near?.vpnInterfaces.find(({ id }) => id === tunnel.vpnGatewayInterface)?.ipAddress;
  const remote = far?.interfaces.find(({ id }) => id === tunnel.peerExternalGatewayInterface)?.ipAddress;
  return { local, remote: remote ?? tunnel.peerIp };
}

/** Undefined where no session is configured, or it is switched off. */
function sessionOf(own: OwnNetwork, router: Speaker, face: Router["interfaces"][number]): BgpEnd | undefined {
  const peer = router.bgpPeers.find(({ interfaceName, enable }) => interfaceName === face.name && enable !== "FALSE");
  if (peer === undefined) return undefined;
  const { asn, keepaliveInterval } = router.bgp;
  const [inside = ""] = face.ipRange.split("/");
  return {
    ...{ asn, peerAsn: peer.peerAsn, address: peer.ipAddress ?? inside, peerAddress: peer.peerIpAddress },
    ...{ initiates: true, advertises: advertisedTo(own, router, peer), mostPrefixes: MOST_PREFIXES },
    ...{ keepaliveSeconds: keepaliveInterval, holdSeconds: 3 * keepaliveInterval },
  };
}
