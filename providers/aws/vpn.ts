import type { VpnProvider } from "../vpn.ts";
import type { Ec2Clients } from "./client.ts";
import { propagateRoutes } from "./propagation.ts";
import { readVpn } from "./read-vpn.ts";
import { buildTunnels, removeTunnels } from "./vpn-connections.ts";
import { buildGateway, removeGateway } from "./vpn-gateways.ts";
import { readGateway } from "./vpn-inventory.ts";

/** AWS's end of a VPN: a virtual private gateway, and a VPN connection with two tunnels for each member of the far one. */
export function createAwsVpn(ec2: Ec2Clients): VpnProvider {
  return {
    readGateway: (network) => readGateway(ec2, network),
    buildGateway: (end) => buildGateway(ec2, end),
    buildTunnels: (end, readKey) => buildTunnels(ec2, end, readKey),
    propagateRoutes: (end) => propagateRoutes(ec2, end),
    readVpn: (end) => readVpn(ec2, end),
    removeTunnels: (network, connection) => removeTunnels(ec2, network, connection),
    removeGateway: (network) => removeGateway(ec2, network),
  };
}
