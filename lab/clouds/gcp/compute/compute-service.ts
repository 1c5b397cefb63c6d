import type { Method } from "../method.ts";
import { firewallMethods } from "./firewalls/firewalls.ts";
import { networkMethods } from "./networks/networks.ts";
import { operationMethods } from "./operations/operation-methods.ts";
import { peeringMethods } from "./peerings/peering-methods.ts";
import { projectMethods } from "./projects.ts";
import { routerMethods } from "./routers/routers.ts";
import { routeMethods } from "./routes/routes.ts";
import type { Compute } from "./state.ts";
import { subnetworkMethods } from "./subnetworks/subnetworks.ts";
import { externalVpnGatewayMethods } from "./vpn/external-vpn-gateways.ts";
import { vpnGatewayMethods } from "./vpn/vpn-gateways.ts";
import { vpnTunnelMethods } from "./vpn/vpn-tunnels.ts";

/** Compute REST v1, as far as joining networks needs it. */
export function computeMethods(compute: Compute): Method[] {
  return [
    ...projectMethods(compute),
    ...networkMethods(compute),
    ...peeringMethods(compute),
    ...subnetworkMethods(compute),
    ...firewallMethods(compute),
    ...routeMethods(compute),
    ...vpnGatewayMethods(compute),
    ...externalVpnGatewayMethods(compute),
    ...vpnTunnelMethods(compute),
    ...routerMethods(compute),
    ...operationMethods(compute),
  ];
}
