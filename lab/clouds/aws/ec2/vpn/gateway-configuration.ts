import { XMLBuilder } from "fast-xml-parser";
import type { Ec2Call } from "../action.ts";
import { insideAddresses } from "./inside-cidrs.ts";
import type { VpnConnection, VpnTunnel } from "./vpn-resources.ts";

const builder = new XMLBuilder({ ignoreAttributes: false, format: true });
const HOLD_TIME = 30;

/** What the owner of the device at the other end sets it up by: an XML document within the answer. */
export function gatewayConfiguration(connection: VpnConnection, call: Ec2Call): string {
  const { id, customerGatewayId, gatewayId, tunnels } = connection;
  return builder.build({
    "?xml": { "@_version": "1.0", "@_encoding": "UTF-8" },
    vpn_connection: {
      "@_id": id,
      customer_gateway_id: customerGatewayId,
      vpn_gateway_id: gatewayId,
      vpn_connection_type: "ipsec.1",
      ipsec_tunnel: tunnels.map((tunnel) => describeTunnel(tunnel, connection, call)),
    },
  });
}

function describeTunnel({ outside, insideCidr, key }: VpnTunnel, connection: VpnConnection, { place }: Ec2Call) {
  const { near, far } = insideAddresses(insideCidr);
  const device = place.customerGateways.get(connection.customerGatewayId);
  const gateway = place.vpnGateways.get(connection.gatewayId) ?? place.transit.gateways.get(connection.gatewayId);
  return {
    customer_gateway: describeEnd(device?.address, far, device?.asn),
    vpn_gateway: describeEnd(outside, near, gateway?.asn),
    ike: connection.keyStorage === "Standard" ? { pre_shared_key: key } : {},
  };
}

function describeEnd(outside: string | undefined, inside: string, asn: number | undefined) {
  return {
    tunnel_outside_address: { ip_address: outside },
    tunnel_inside_address: { ip_address: inside, network_mask: "255.255.255.252", network_cidr: 30 },
    bgp: { asn, hold_time: HOLD_TIME },
  };
}
