import { createHash } from "node:crypto";
import type { TunnelVerdict } from "../../../../world/fabric.ts";
import { renderLabels } from "../labels.ts";
import { externalVpnGatewayPath, link, routerPath, vpnGatewayPath, vpnTunnelPath } from "../links.ts";
import { linkOf } from "../routers/tunnel-link.ts";
import type { Compute } from "../state.ts";
import { fabricId } from "./fabric-ends.ts";
import type { VpnTunnel } from "./vpn-resources.ts";

type Down = Extract<TunnelVerdict, { up: false }>["reason"];

/** Statuses with the words of Google's page "Check VPN status"; the last two are not on it, their words are ours. */
const DETAILS = {
  ALLOCATING_RESOURCES: "Allocating resources. VPN tunnel will start soon.",
  WAITING_FOR_FULL_CONFIG: "Waiting for route configuration.",
  FIRST_HANDSHAKE: "Handshake with peer broken for unknown reason. Trying again soon.",
  ESTABLISHED: "Tunnel is up and running.",
  NO_INCOMING_PACKETS: "No incoming packets from peer.",
  DEPROVISIONING: "Resources are being deallocated for the VPN tunnel.",
  NEGOTIATION_FAILURE: "Negotiation with peer failed.",
  AUTHORIZATION_ERROR: "Peer could not be authorized.",
} as const;

type Status = keyof typeof DETAILS;

const STATUSES: Readonly<Record<Down, Status>> = {
  "no-peer": "NO_INCOMING_PACKETS",
  silence: "NO_INCOMING_PACKETS",
  "no-initiator": "NO_INCOMING_PACKETS",
  "ike-version": "NEGOTIATION_FAILURE",
  proposal: "NEGOTIATION_FAILURE",
  key: "AUTHORIZATION_ERROR",
  handshake: "FIRST_HANDSHAKE",
};

/** A tunnel as answers show it: the key as stars and as a hash, both as Google's examples have them. */
export function renderTunnel(compute: Compute, tunnel: VpnTunnel) {
  const { project, region, description = "", ikeVersion, gateway, gatewayInterface, peer, peerInterface } = tunnel;
  const status = statusOf(compute, tunnel);
  const peerIp = compute.project(project).externalVpnGateways.get(peer)?.addresses[peerInterface];
  return {
    ...{ description, ikeVersion, ...renderLabels(tunnel) },
    ...{ vpnGateway: link(vpnGatewayPath({ project, region, name: gateway })), vpnGatewayInterface: gatewayInterface },
    ...{
      peerExternalGateway: link(externalVpnGatewayPath(project, peer)),
      peerExternalGatewayInterface: peerInterface,
    },
    ...(peerIp === undefined ? {} : { peerIp }),
    ...{ router: link(routerPath({ project, region, name: tunnel.router })) },
    ...{ localTrafficSelector: ["0.0.0.0/0"], remoteTrafficSelector: ["0.0.0.0/0"] },
    ...{ sharedSecret: "*************", sharedSecretHash: hashOf(tunnel) },
    ...{ status, detailedStatus: DETAILS[status] },
  };
}

function statusOf(compute: Compute, tunnel: VpnTunnel): Status {
  const path = vpnTunnelPath(tunnel);
  const type = compute.operations.running().find(({ target }) => target === path)?.type;
  if (type === "insert") return "ALLOCATING_RESOURCES";
  if (type === "delete") return "DEPROVISIONING";
  if (linkOf(compute.project(tunnel.project), tunnel) === undefined) return "WAITING_FOR_FULL_CONFIG";
  const verdict = compute.fabric.tunnel(fabricId(tunnel));
  return verdict.up ? "ESTABLISHED" : STATUSES[verdict.reason];
}

/** With the tunnel's id in it: tunnels with the same key do not show that they have. */
function hashOf({ id, sharedSecret }: VpnTunnel): string {
  return createHash("sha256").update(`${id} ${sharedSecret}`).digest().subarray(0, 21).toString("base64url");
}
