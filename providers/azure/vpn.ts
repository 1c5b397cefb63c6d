import { tunnelOf } from "../../core/tunnels/tunnel-plan.ts";
import type { VpnProvider } from "../vpn.ts";
import { buildGateway } from "./build-gateway.ts";
import type { AzureClients } from "./client.ts";
import { readVpn } from "./read-vpn.ts";
import { removeGateway, removeTunnels } from "./remove-vpn.ts";
import { replaceKey } from "./replace-key.ts";
import { buildTunnels } from "./vpn-connections.ts";
import { readGateway } from "./vpn-gateways.ts";

/** VPNs of Azure: one active-active gateway a network, and a connection with its local network gateway a tunnel. */
export function createAzureVpn(azure: AzureClients): VpnProvider {
  return {
    readGateway: (network) => readGateway(azure, network),
    buildGateway: (end) => buildGateway(azure, end),
    buildTunnels: (end, readKey) => buildTunnels(azure, end, readKey),
    // Subnets take what the gateway learns, unless a route table of theirs says otherwise, which readVpn tells.
    propagateRoutes: async () => [],
    stopPropagation: async () => {},
    replaceKey: (end, index, change) => replaceKey(azure, end, tunnelOf(end, index), change),
    readVpn: (end) => readVpn(azure, end),
    removeTunnels: (network, connection) => removeTunnels(azure, network, connection),
    removeGateway: (network) => removeGateway(azure, network),
  };
}
