import type { FabricEnd, FabricSession, SessionVerdict, TunnelVerdict } from "../../../../world/fabric.ts";
import type { Ec2State, Place } from "../state.ts";
import { advertisedOver } from "../transit-gateways/vpc-routes.ts";
import { ipv4BlocksOf } from "../vpc-blocks.ts";
import { insideAddresses } from "./inside-cidrs.ts";
import { ikeVersionsOf, initiates, proposalsOf } from "./tunnel-settings.ts";
import type { VpnConnection, VpnGateway, VpnTunnel } from "./vpn-resources.ts";
import { availableAt, changedBy, connectionState, isAttachedTo } from "./vpn-states.ts";

/** "Site-to-Site VPN quotas": dynamic routes advertised from a customer gateway device, by the kind of AWS's gateway. */
const MOST_PREFIXES = { vpn: 100, transit: 1_000 };

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
  const connections = [...place.vpnConnections.values()].filter((one) => one.gatewayId === vpnGatewayId);
  const learned = connections.flatMap((connection) =>
    connection.tunnels.flatMap((tunnel) => {
      const session = sessionVerdict(state, connection, tunnel);
      return session.up ? session.learned : [];
    }),
  );
  return [...new Set(learned)];
}

function endOf(state: Ec2State, place: Place, connection: VpnConnection, tunnel: VpnTunnel): FabricEnd[] {
  const speaker = speakerOf(state, place, connection);
  const device = place.customerGateways.get(connection.customerGatewayId);
  if (speaker === undefined || device === undefined) return [];
  const { near, far } = insideAddresses(tunnel.insideCidr);
  const bgp: FabricSession = {
    ...{ peerAsn: device.asn, address: near, peerAddress: far, initiates: true },
    ...speaker,
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

/** AWS's side of a connection's sessions; undefined when its gateway is not there. */
function speakerOf(
  state: Ec2State,
  place: Place,
  { gatewayId, transit }: VpnConnection,
): Pick<FabricSession, "asn" | "advertises" | "mostPrefixes"> | undefined {
  if (transit === undefined) {
    const gateway = place.vpnGateways.get(gatewayId);
    if (gateway === undefined) return undefined;
    return { asn: gateway.asn, advertises: advertised(state, place, gateway), mostPrefixes: MOST_PREFIXES.vpn };
  }
  const gateway = place.transit.gateways.get(gatewayId);
  if (gateway === undefined) return undefined;
  const advertises = advertisedOver(state, place, transit.attachmentId);
  return { asn: gateway.asn, advertises, mostPrefixes: MOST_PREFIXES.transit };
}

/** A gateway tells of the VPC that it is attached to, and of nothing while it is not. */
function advertised(state: Ec2State, place: Place, gateway: VpnGateway): string[] {
  const vpc = place.vpcs.get(gateway.attachment?.vpcId ?? "");
  return vpc !== undefined && isAttachedTo(gateway, vpc.id, state.clock.now()) ? ipv4BlocksOf(vpc) : [];
}

function endId({ id }: VpnConnection, { outside }: VpnTunnel): string {
  return `aws/${id}/${outside}`;
}
