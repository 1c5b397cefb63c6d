import type { FabricEnd, FabricSession, Proposals } from "../../../../world/fabric.ts";
import { advertisedTo } from "../routers/advertised.ts";
import { linkOf, type TunnelLink } from "../routers/tunnel-link.ts";
import type { Compute, Project } from "../state.ts";
import type { VpnTunnel } from "./vpn-resources.ts";

/** What Cloud VPN takes by default, as far as the other clouds of the lab offer it: page "Supported IKE ciphers". */
export const PROPOSALS: Proposals = {
  encryption: ["aes256gcm", "aes128gcm", "aes256", "aes128"],
  integrity: ["sha256", "sha1", "sha512"],
  groups: [14, 15, 16, 2, 5],
};

/** "If any single BGP session advertises more than 5,000 prefixes, Cloud Router resets" it: page on its quotas. */
const MOST_PREFIXES = 5000;

/** The name of a tunnel's end in the fabric between the clouds. */
export function fabricId({ project, region, name }: VpnTunnel): string {
  return `gcp/${project}/${region}/${name}`;
}

/** The tunnels of all projects that are wholly configured. Cloud VPN always speaks first, and so does Cloud Router. */
export function fabricEnds(compute: Compute): FabricEnd[] {
  return compute.projects.flatMap((project) =>
    [...project.vpnTunnels.values()].flatMap((tunnel) => endOf(compute, project, tunnel) ?? []),
  );
}

function endOf(compute: Compute, project: Project, tunnel: VpnTunnel): FabricEnd | undefined {
  const link = linkOf(project, tunnel);
  const local = project.vpnGateways.get(`${tunnel.region}/${tunnel.gateway}`)?.addresses[tunnel.gatewayInterface];
  const remote = project.externalVpnGateways.get(tunnel.peer)?.addresses[tunnel.peerInterface];
  if (link === undefined || local === undefined || remote === undefined) return undefined;
  const bgp = sessionOf(compute, link);
  return {
    ...{ id: fabricId(tunnel), local, remote, key: tunnel.sharedSecret, ikeVersions: [tunnel.ikeVersion] },
    ...{ initiates: true, phase1: PROPOSALS, phase2: PROPOSALS, since: tunnel.since },
    ...(bgp === undefined ? {} : { bgp }),
  };
}

function sessionOf(compute: Compute, { router, peer }: TunnelLink): FabricSession | undefined {
  const asn = router.content.bgp?.asn;
  if (peer === undefined || asn === undefined) return undefined;
  return {
    ...{ asn, peerAsn: peer.peerAsn, address: peer.ipAddress, peerAddress: peer.peerIpAddress, initiates: true },
    ...{ advertises: advertisedTo(compute, router, peer), mostPrefixes: MOST_PREFIXES },
  };
}
