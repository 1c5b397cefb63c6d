import { type Cloud, locate, type NetworkId } from "../connection/network-id.ts";
import { formatAllow } from "../intent/allow.ts";
import { layoutOf } from "../tunnels/layout.ts";
import { gatewayName } from "../tunnels/names.ts";
import type { FirewallChange, PeeringChange, Plan, RouteChange } from "./change.ts";
import type { VpnState } from "./vpn.ts";

/** A call of a cloud's API that a plan comes to, by the name that the cloud gives it, and what it is about. */
export interface PlannedCall {
  readonly cloud: Cloud;
  readonly call: string;
  readonly about: string;
}

/**
 * The calls that write, in the order in which they are made. Those of a VPN are the calls of a first build, less the
 * gateways that are there.
 *
 * @param gateways the sides' gateways as they are
 */
export function callsOf(plan: Plan, gateways: VpnState["gateways"] = {}): readonly PlannedCall[] {
  return [
    ...plan.peeringChanges.flatMap((change) => ofPeering(plan, change)),
    ...(plan.vpnChanges.length > 0 ? ofVpn(plan, gateways) : []),
    ...plan.routeChanges.map(ofRoute),
    ...plan.firewallChanges.map(ofFirewall),
  ];
}

const peeringCalls: Readonly<Record<Cloud, Readonly<Record<"request" | "accept" | "set-options", string>>>> = {
  aws: {
    request: "CreateVpcPeeringConnection",
    accept: "AcceptVpcPeeringConnection",
    "set-options": "ModifyVpcPeeringConnectionOptions",
  },
  gcp: { request: "networks.addPeering", accept: "networks.addPeering", "set-options": "networks.updatePeering" },
  azure: {
    request: "VirtualNetworkPeerings_CreateOrUpdate",
    accept: "VirtualNetworkPeerings_CreateOrUpdate",
    "set-options": "VirtualNetworkPeerings_CreateOrUpdate",
  },
};

function ofPeering({ requester, accepter }: Plan, change: PeeringChange): readonly PlannedCall[] {
  if (change.action === "await") return [];
  const isRequesters = change.action === "request" || (change.action === "set-options" && change.side === "requester");
  const [network, peer] = isRequesters ? [requester, accepter] : [accepter, requester];
  const { cloud } = locate(network);
  return [{ cloud, call: peeringCalls[cloud][change.action], about: `${network} with ${peer}` }];
}

const routeCalls = {
  create: "CreateRoute",
  replace: "ReplaceRoute",
  restore: "ReplaceRoute",
  delete: "DeleteRoute",
} as const;

/** Only AWS has routes of ours in tables. */
function ofRoute({ action, table, destination }: RouteChange): PlannedCall {
  return { cloud: "aws", call: routeCalls[action], about: `${destination} in ${table}` };
}

const firewallCalls: Readonly<Record<Cloud, Readonly<Record<FirewallChange["action"], string>>>> = {
  aws: { open: "AuthorizeSecurityGroupIngress", close: "RevokeSecurityGroupIngress" },
  // One rule holds all sources: it is made, changed or taken away once.
  gcp: { open: "firewalls.insert or patch", close: "firewalls.patch or delete" },
  azure: { open: "SecurityRules_CreateOrUpdate", close: "SecurityRules_Delete" },
};

function ofFirewall(change: FirewallChange): PlannedCall {
  const { cloud } = locate(change.network);
  const about =
    change.action === "open"
      ? `${formatAllow(change.allow)} from ${change.source} in ${change.firewall}`
      : `${change.rule} in ${change.firewall}`;
  return { cloud, call: firewallCalls[cloud][change.action], about };
}

function ofVpn({ requester, accepter, connection }: Plan, gateways: VpnState["gateways"]): readonly PlannedCall[] {
  const tunnels = layoutOf({ requester, accepter }).length;
  const sides = [
    { network: requester, standing: gateways.requester !== undefined },
    { network: accepter, standing: gateways.accepter !== undefined },
  ];
  return [
    { cloud: "aws", call: `CreateSecret, ${tunnels} times`, about: `keys of ${connection} in the hub` },
    ...sides.flatMap(({ network, standing }) => (standing ? [] : gatewayCalls(network))),
    ...sides.flatMap(({ network }) => tunnelCalls(network, tunnels, connection)),
  ];
}

function gatewayCalls(network: NetworkId): readonly PlannedCall[] {
  const { cloud } = locate(network);
  const about = `${gatewayName(network)} for ${network}`;
  const calls: Readonly<Record<Cloud, readonly string[]>> = {
    aws: ["CreateVpnGateway", "AttachVpnGateway"],
    gcp: ["routers.insert", "vpnGateways.insert"],
    azure: [
      "Subnets_CreateOrUpdate",
      "PublicIPAddresses_CreateOrUpdate, 2 times",
      "VirtualNetworkGateways_CreateOrUpdate",
    ],
  };
  return calls[cloud].map((call) => ({ cloud, call, about }));
}

function tunnelCalls(network: NetworkId, tunnels: number, about: string): readonly PlannedCall[] {
  const { cloud } = locate(network);
  const each = `${tunnels} times`;
  const calls: Readonly<Record<Cloud, readonly string[]>> = {
    aws: [
      `CreateCustomerGateway, ${tunnels / 2} times`,
      `CreateVpnConnection, ${tunnels / 2} times`,
      "EnableVgwRoutePropagation or CreateRoute, for each route table",
    ],
    gcp: ["externalVpnGateways.insert", `vpnTunnels.insert, ${each}`, "routers.patch"],
    azure: [`LocalNetworkGateways_CreateOrUpdate, ${each}`, `VirtualNetworkGatewayConnections_CreateOrUpdate, ${each}`],
  };
  return calls[cloud].map((call) => ({ cloud, call, about }));
}
