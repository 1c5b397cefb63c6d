import { locate } from "../../connection/network-id.ts";
import { layoutOf } from "../../tunnels/layout.ts";
import { gatewayName, secretName, tunnelName } from "../../tunnels/names.ts";
import type { SideName } from "../../tunnels/tunnel-plan.ts";
import type { Plan } from "../change.ts";
import { callAt, type PlannedCall } from "./call.ts";
import { missingParts, type SideParts } from "./missing-parts.ts";
import type { Standing } from "./standing.ts";

/** A side of the VPN with what is missing there. */
interface End {
  readonly plan: Plan;
  readonly side: SideName;
  readonly parts: SideParts;
}

/** The calls that build what is missing of a VPN. Public addresses and ids are given by the clouds on the way. */
export function vpnCalls(plan: Plan, standing: Standing): readonly PlannedCall[] {
  const parts = missingParts(plan, standing);
  const keys = parts.keys.map((number) => secretCall(secretName(plan.connection, number)));
  const ends = (["requester", "accepter"] as const).map((side) => ({ plan, side, parts: parts[side] }));
  return [...keys, ...ends.flatMap(endCalls)];
}

/** Keys are kept where the hub is. */
function secretCall(about: string): PlannedCall {
  return { cloud: "aws", account: "hub", call: "secretsmanager:CreateSecret", about };
}

function endCalls(end: End): readonly PlannedCall[] {
  switch (locate(end.plan[end.side]).cloud) {
    case "aws":
      return awsCalls(end);
    case "gcp":
      return gcpCalls(end);
    case "azure":
      return azureCalls(end);
  }
}

/** A VPN connection has two tunnels, to one address of the far gateway. */
function awsCalls({ plan, side, parts }: End): readonly PlannedCall[] {
  const network = plan[side];
  const call = (name: string, object: string) => callAt(network, `ec2:${name}`, object);
  const { localId } = locate(network);
  const missing = layoutOf(plan).filter(({ index }) => parts.tunnels.includes(index));
  const members = [...new Set(missing.map(({ ends }) => ends[side].member))];
  const { gateway = gatewayName(network), transit } = parts;
  return [
    ...(parts.gateway === undefined && transit === undefined
      ? [call("CreateVpnGateway", gateway), call("AttachVpnGateway", `${gateway} to ${localId}`)]
      : []),
    ...(transit === undefined || transit.attached
      ? []
      : [call("CreateTransitGatewayVpcAttachment", `${localId} to ${transit.id}`)]),
    ...members.flatMap((member) => [
      call("CreateCustomerGateway", `${plan.connection}-${member}`),
      call("CreateVpnConnection", `${plan.connection}-${member} at ${transit?.id ?? gateway}`),
    ]),
    ...parts.propagations.map((table) => call("EnableVgwRoutePropagation", `${gateway} in ${table}`)),
    ...parts.routes.map(({ table, destination }) =>
      call("CreateRoute", `${destination} in ${table} to ${transit?.id}`),
    ),
  ];
}

/** One external gateway and one change of the router serve all tunnels of a connection. */
function gcpCalls({ plan, side, parts }: End): readonly PlannedCall[] {
  const { connection } = plan;
  const network = plan[side];
  const call = (name: string, object: string) => callAt(network, `compute.${name}`, object);
  const name = gatewayName(network);
  return [
    ...(parts.gateway === undefined ? [call("routers.insert", name), call("vpnGateways.insert", name)] : []),
    ...(parts.tunnels.length === layoutOf(plan).length ? [call("externalVpnGateways.insert", connection)] : []),
    ...parts.tunnels.map((number) => call("vpnTunnels.insert", tunnelName(connection, number))),
    ...(parts.tunnels.length > 0 ? [call("routers.patch", `${name}: sessions of ${connection}`)] : []),
  ];
}

function azureCalls({ plan, side, parts }: End): readonly PlannedCall[] {
  const network = plan[side];
  const call = (name: string, object: string) => callAt(network, `Microsoft.Network/${name}/write`, object);
  const name = gatewayName(network);
  return [
    ...(parts.gateway === undefined
      ? [
          ...[0, 1].map((member) => call("publicIPAddresses", `${name}-${member}`)),
          call("virtualNetworks/subnets", "GatewaySubnet, unless it is there"),
          call("virtualNetworkGateways", name),
        ]
      : []),
    ...parts.tunnels.map((number) => call("localNetworkGateways", tunnelName(plan.connection, number))),
    ...parts.tunnels.map((number) => call("connections", tunnelName(plan.connection, number))),
  ];
}
