import { tunnelOf } from "../../core/tunnels/tunnel-plan.ts";
import type { VpnProvider } from "../vpn.ts";
import type { Ec2Clients } from "./client.ts";
import { propagateRoutes, stopPropagationTo } from "./propagation.ts";
import { readVpn } from "./read-vpn.ts";
import { replaceKey } from "./replace-key.ts";
import { buildTransitGateway, removeTransitPlugs } from "./transit-gateways.ts";
import { readWishedGateway } from "./transit-inventory.ts";
import { isTransitRoute, routeToTransit, withdrawTransitRoutes } from "./transit-routes.ts";
import { buildTunnels, removeTunnels } from "./vpn-connections.ts";
import { buildGateway, removeGateway } from "./vpn-gateways.ts";

/**
 * AWS's end of a VPN: a virtual private gateway or, where the VPC asks for one, a transit gateway, and a VPN connection with
 * two tunnels for each member of the far gateway.
 */
export function createAwsVpn(ec2: Ec2Clients): VpnProvider {
  return {
    readGateway: (network) => readWishedGateway(ec2, network),
    buildGateway: (end) => {
      const { network, transit } = end.near;
      return transit === undefined ? buildGateway(ec2, end) : buildTransitGateway(ec2, network, transit);
    },
    buildTunnels: (end, readKey) => buildTunnels(ec2, end, readKey),
    propagateRoutes: (end) => {
      const { transit } = end.near;
      return transit === undefined ? propagateRoutes(ec2, end) : routeToTransit(ec2, end, transit);
    },
    replaceKey: (end, index, change) => replaceKey(ec2, end, tunnelOf(end, index), change),
    readVpn: (end) => readVpn(ec2, end),
    async stopPropagation(network, ids) {
      await withdrawTransitRoutes(ec2, network, ids.filter(isTransitRoute));
      await stopPropagationTo(
        ec2,
        network,
        ids.filter((id) => !isTransitRoute(id)),
      );
    },
    removeTunnels: (network, connection) => removeTunnels(ec2, network, connection),
    async removeGateway(network) {
      const plugs = await removeTransitPlugs(ec2, network);
      const gateway = await removeGateway(ec2, network);
      return { ...gateway, done: plugs.done && gateway.done, wait: Math.max(plugs.wait, gateway.wait) };
    },
  };
}
