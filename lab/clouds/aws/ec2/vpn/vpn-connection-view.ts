import type { Ec2Call } from "../action.ts";
import { tagSetIfAny } from "../tags.ts";
import { list, type XmlTree } from "../xml.ts";
import { gatewayConfiguration } from "./gateway-configuration.ts";
import { renderSettings } from "./tunnel-settings.ts";
import { sessionVerdict, tunnelVerdict } from "./vpn-fabric.ts";
import type { VpnConnection, VpnTunnel } from "./vpn-resources.ts";
import { availableAt, connectionState } from "./vpn-states.ts";

export function renderConnection(connection: VpnConnection, call: Ec2Call): XmlTree {
  const { id, customerGatewayId, gatewayId, transit, staticRoutesOnly, keyStorage, tunnels, tags } = connection;
  const now = call.state.clock.now();
  const state = connectionState(connection, now);
  const telemetry =
    now < availableAt(connection) ? [] : tunnels.map((tunnel) => renderStatus(tunnel, connection, call));
  return {
    vpnConnectionId: id,
    state,
    // Of a connection that is neither pending nor available there is none: VpnConnection in the API reference.
    ...((state === "pending" || state === "available") && {
      customerGatewayConfiguration: gatewayConfiguration(connection, call),
    }),
    ...{ type: "ipsec.1", category: "VPN", customerGatewayId, gatewayAssociationState: "associated" },
    ...(transit === undefined ? { vpnGatewayId: gatewayId } : { transitGatewayId: gatewayId }),
    ...(keyStorage === "SecretsManager" && { preSharedKeyArn: keyArn(connection, call) }),
    options: {
      ...{ enableAcceleration: false, staticRoutesOnly, tunnelInsideIpVersion: "ipv4", tunnelBandwidth: "standard" },
      ...{ localIpv4NetworkCidr: "0.0.0.0/0", remoteIpv4NetworkCidr: "0.0.0.0/0", outsideIpAddressType: "PublicIpv4" },
      tunnelOptionSet: list(tunnels.map((tunnel) => renderTunnel(tunnel, connection))),
    },
    routes: list([]),
    vgwTelemetry: list(telemetry),
    tagSet: tagSetIfAny(tags),
  };
}

function keyArn({ id }: VpnConnection, { place }: Ec2Call): string {
  return `arn:aws:secretsmanager:${place.region}:${place.account}:secret:s2svpn!${id}-${id.slice(-6)}`;
}

/** Only what was asked for is shown, beside what every tunnel has. */
function renderTunnel({ outside, insideCidr, key, settings }: VpnTunnel, { keyStorage }: VpnConnection): XmlTree {
  return {
    outsideIpAddress: outside,
    tunnelInsideCidr: insideCidr,
    ...(keyStorage === "Standard" && { preSharedKey: key }),
    ...renderSettings(settings),
  };
}

function renderStatus(tunnel: VpnTunnel, connection: VpnConnection, { state }: Ec2Call): XmlTree {
  const { status, statusMessage, count, since } = statusOf(tunnel, connection, state);
  return {
    acceptedRouteCount: count,
    lastStatusChange: new Date(since).toISOString(),
    ...{ outsideIpAddress: tunnel.outside, status, statusMessage },
  };
}

/** A tunnel with BGP counts as up only with its session; the messages are as users report them. */
function statusOf(tunnel: VpnTunnel, connection: VpnConnection, state: Ec2Call["state"]) {
  const ipsec = tunnelVerdict(state, connection, tunnel);
  const down = { status: "DOWN", count: 0 };
  if (!ipsec.up) return { ...down, statusMessage: "IPSEC IS DOWN", since: availableAt(connection) };
  if (connection.staticRoutesOnly) return { status: "UP", count: 0, statusMessage: "", since: ipsec.since };
  const bgp = sessionVerdict(state, connection, tunnel);
  if (!bgp.up) return { ...down, statusMessage: "IPSEC IS UP", since: ipsec.since };
  const count = bgp.learned.length;
  return { status: "UP", count, statusMessage: `${count} BGP ROUTES`, since: bgp.since };
}
