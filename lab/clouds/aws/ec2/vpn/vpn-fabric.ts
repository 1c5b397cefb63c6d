import type { FabricEnd, FabricSession, SessionVerdict, TunnelVerdict } from "../../../../world/fabric.ts";
import type { Ec2State, Place } from "../state.ts";
import { ipv4BlocksOf } from "../vpc-blocks.ts";
import { insideAddresses } from "./inside-cidrs.ts";
import { ikeVersionsOf, initiates, proposalsOf } from "./tunnel-settings.ts";
import type { VpnConnection, VpnGateway, VpnTunnel } from "./vpn-resources.ts";
import { availableAt, changedBy, connectionState, isAttachedTo } from "./vpn-states.ts";

/** "Site-to-Site VPN quotas": dynamic routes advertised from a customer gateway device to a virtual private gateway. */
const MOST_PREFIXES = 100;

/** The ends of all tunnels of AWS that are there to be talked to. */
export function vpnEnds(state: Ec2State): FabricEnd[] {
  const now = state.clock.now();
  return state
    .places()
    .flatMap((place) =>
      [...place.vpnConnections.values()]
        .filter((connection) => ["available", "modifying"].includes(connectionState(connection, now)))
        .flatMap((connection) => connection.tunnels.flatMap((tunnel) => endOf(state, place, connection, tunnel))),
    );
}

export function tunnelVerdict(state: Ec2State, connection: VpnConnection, tunnel: VpnTunnel): TunnelVerdict {
  return state.fabric.tunnel(endId(connection, tunnel));
}

export function sessionVerdict(state: Ec2State, connection: VpnConnection, tunnel: VpnTunnel): SessionVerdict {
  return state.fabric.session(endId(connection, tunnel));
}

/** What a gateway has learned by BGP of all its tunnels, each prefix once. */
export function learnedBy(state: Ec2State, place: Place, vpnGatewayId: string): string[] {
  const connections = [...place.vpnConnections.values()].filter((one) => one.vpnGatewayId === vpnGatewayId);
  const learned = connections.flatMap((connection) =>
    connection.tunnels.flatMap((tunnel) => {
      const session = sessionVerdict(state, connection, tunnel);
      return session.up ? session.learned : [];
    }),
  );
  return [...new Set(learned)];
}

function endOf(state: Ec2State, place: Place, connection: VpnConnection, tunnel: VpnTunnel): FabricEnd[] {
  const gateway = place.vpnGateways.get(connection.vpnGatewayId);
  const device = place.customerGateways.get(connection.customerGatewayId);
  if (gateway === undefined || device === undefined) return [];
  const { near, far } = insideAddresses(tunnel.insideCidr);
  const bgp: FabricSession = {
    ...{ asn: gateway.asn, peerAsn: device.asn, address: near, peerAddress: far, initiates: true },
    ...{ advertises: advertised(state, place, gateway), mostPrefixes: MOST_PREFIXES },
  };
  const changed = tunnel.changedAt === undefined ? 0 : changedBy(tunnel.changedAt);
  return [
    {
      ...{ id: endId(connection, tunnel), local: tunnel.outside, remote: device.address, key: tunnel.key },
      ...{ ikeVersions: ikeVersionsOf(tunnel.settings), initiates: initiates(tunnel.settings) },
      ...{ phase1: proposalsOf(tunnel.settings, 1), phase2: proposalsOf(tunnel.settings, 2) },
      ...(connection.staticRoutesOnly ? {} : { bgp }),
      since: Math.max(availableAt(connection), changed),
    },
  ];
}

/** A gateway tells of the VPC that it is attached to, and of nothing while it is not. */
function advertised(state: Ec2State, place: Place, gateway: VpnGateway): string[] {
  const vpc = place.vpcs.get(gateway.attachment?.vpcId ?? "");
  return vpc !== undefined && isAttachedTo(gateway, vpc.id, state.clock.now()) ? ipv4BlocksOf(vpc) : [];
}

function endId({ id }: VpnConnection, { outside }: VpnTunnel): string {
  return `aws/${id}/${outside}`;
}
