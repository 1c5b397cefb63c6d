import { tunnelOf } from "../../core/tunnels/tunnel-plan.ts";
import type { VpnProvider } from "../vpn.ts";
import type { GcpClients } from "./client.ts";
import { readVpn } from "./read-vpn.ts";
import { removeGateway, removeTunnels } from "./remove-vpn.ts";
import { replaceKey } from "./replace-key.ts";
import { buildGateway, readGateway } from "./vpn-gateways.ts";
import { buildTunnels } from "./vpn-tunnels.ts";

/** Google Cloud's end of a VPN: an HA VPN gateway and a Cloud Router of ours, with one session a tunnel. */
export function createGcpVpn(gcp: GcpClients): VpnProvider {
  return {
    readGateway: (network) => readGateway(gcp, network),
    buildGateway: (end) => buildGateway(gcp, end),
    buildTunnels: (end, readKey) => buildTunnels(gcp, end, readKey),
    // A network takes what its routers learn.
    propagateRoutes: async () => [],
    stopPropagation: async () => {},
    replaceKey: (end, index, change) => replaceKey(gcp, end, tunnelOf(end, index), change),
    readVpn: (end) => readVpn(gcp, end),
    removeTunnels: (network, connection) => removeTunnels(gcp, network, connection),
    removeGateway: (network) => removeGateway(gcp, network),
  };
}
