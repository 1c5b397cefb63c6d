import { AwsError } from "../../aws-error.ts";
import { DONE, type Ec2Action, type Ec2Call } from "../action.ts";
import { describeAction } from "../describe.ts";
import { invalidCombination, invalidValue } from "../errors.ts";
import { DRY_RUN, type Form, flag, node, required, TAG_SPECIFICATION, text } from "../form.ts";
import { lookUp, notFound } from "../ids.ts";
import { readTagSpecification } from "../tags.ts";
import { plugIn } from "../transit-gateways/attachments.ts";
import { findTransitGateway, refuseUnlessAvailable } from "../transit-gateways/transit-gateways.ts";
import { findCustomerGateway } from "./customer-gateways.ts";
import { insideCidrsOf } from "./inside-cidrs.ts";
import { changeTunnel, readKeyStorage, readTunnels, TUNNEL_OPTIONS } from "./read-tunnel.ts";
import { renderConnection } from "./vpn-connection-view.ts";
import { findVpnGateway, refuseOtherType } from "./vpn-gateways.ts";
import type { VpnAttachment, VpnConnection } from "./vpn-resources.ts";
import { connectionState, isListed } from "./vpn-states.ts";

/** Options of which the lab has one value only: that of a virtual private gateway's connections, and the default. */
const FIXED: Readonly<Record<string, string>> = {
  EnableAcceleration: "false",
  TunnelInsideIpVersion: "ipv4",
  LocalIpv4NetworkCidr: "0.0.0.0/0",
  RemoteIpv4NetworkCidr: "0.0.0.0/0",
  OutsideIpAddressType: "PublicIpv4",
  TunnelBandwidth: "standard",
};

const OPTIONS = [
  ...["StaticRoutesOnly", ...Object.keys(FIXED)].map((name) => `Options.${name}`),
  ...TUNNEL_OPTIONS.map((name) => `Options.TunnelOptions.n.${name}`),
];

export const vpnConnectionActions: Readonly<Record<string, Ec2Action>> = {
  CreateVpnConnection: {
    parameters: [
      ...[...DRY_RUN, ...TAG_SPECIFICATION, ...OPTIONS],
      ...["CustomerGatewayId", "Type", "VpnGatewayId", "TransitGatewayId", "PreSharedKeyStorage"],
    ],
    run(call) {
      const { state, place, form } = call;
      refuseOtherType(required(form, "Type"));
      const device = findCustomerGateway(call, required(form, "CustomerGatewayId"));
      const gateway = findGateway(call);
      const live = connectionsOf(call, gateway.id);
      // "This is an idempotent operation": the connection of the two that is there is what the caller gets.
      const same = live.find((connection) => connection.customerGatewayId === device.id);
      if (same !== undefined) return { vpnConnection: renderConnection(same, call) };
      if (!gateway.transit && live.length >= state.limits.vpnConnectionsPerGateway) {
        throw new AwsError("VpnConnectionLimitExceeded", "The maximum number of VPN connections has been reached.");
      }
      const options = node(form, "Options") ?? {};
      refuseOtherOptions(options);
      const tags = readTagSpecification(form, "vpn-connection");
      const connection: VpnConnection = {
        ...{ id: state.newResourceId("vpn-connection"), customerGatewayId: device.id, gatewayId: gateway.id },
        ...(gateway.transit && { transit: newAttachment(call, gateway.id) }),
        staticRoutesOnly: flag(options, "StaticRoutesOnly") ?? false,
        keyStorage: readKeyStorage(form) ?? "Standard",
        tunnels: readTunnels(state, options, insideCidrsOf(state, place, gateway.id)),
        ...{ createdAt: state.clock.now(), tags },
      };
      place.vpnConnections.set(connection.id, connection);
      if (connection.transit !== undefined) plugIn(place, gateway.id, connection.transit.attachmentId);
      return { vpnConnection: renderConnection(connection, call) };
    },
  },
  ModifyVpnTunnelOptions: {
    parameters: [
      ...[...DRY_RUN, "VpnConnectionId", "VpnTunnelOutsideIpAddress", "PreSharedKeyStorage", "SkipTunnelReplacement"],
      ...TUNNEL_OPTIONS.map((name) => `TunnelOptions.${name}`),
    ],
    run(call) {
      const { state, place, form } = call;
      const connection = findConnection(call, required(form, "VpnConnectionId"));
      const now = state.clock.now();
      if (connectionState(connection, now) !== "available") {
        throw new AwsError(
          "InvalidVpnConnection.InvalidState",
          "The VPN connection must be in the available state to complete the request.",
        );
      }
      const outside = required(form, "VpnTunnelOutsideIpAddress");
      const index = connection.tunnels.findIndex((tunnel) => tunnel.outside === outside);
      const tunnel = connection.tunnels[index];
      if (tunnel === undefined)
        throw invalidValue(`The VPN connection has no tunnel with outside address '${outside}'`);
      const keyStorage = readKeyStorage(form) ?? connection.keyStorage;
      const taken = insideCidrsOf(state, place, connection.gatewayId).filter((cidr) => cidr !== tunnel.insideCidr);
      connection.tunnels[index] = changeTunnel(tunnel, node(form, "TunnelOptions") ?? {}, taken, now);
      connection.keyStorage = keyStorage;
      return { vpnConnection: renderConnection(connection, call) };
    },
  },
  DeleteVpnConnection: {
    parameters: [...DRY_RUN, "VpnConnectionId"],
    run(call) {
      const connection = findConnection(call, required(call.form, "VpnConnectionId"));
      connection.deletedAt ??= call.state.clock.now();
      return DONE;
    },
  },
  DescribeVpnConnections: describeAction<VpnConnection>({
    type: "vpn-connection",
    ids: "VpnConnectionId",
    set: "vpnConnectionSet",
    paged: false,
    rows: ({ state, place }) => [...place.vpnConnections.values()].filter((one) => isListed(one, state.clock.now())),
    idOf: (connection) => connection.id,
    tagsOf: (connection) => connection.tags,
    render: renderConnection,
    filters: ({ state, place }) => ({
      "bgp-asn": (connection) => [place.customerGateways.get(connection.customerGatewayId)?.asn],
      "customer-gateway-id": (connection) => [connection.customerGatewayId],
      "option.static-routes-only": (connection) => [connection.staticRoutesOnly],
      state: (connection) => [connectionState(connection, state.clock.now())],
      type: () => ["ipsec.1"],
      "vpn-connection-id": (connection) => [connection.id],
      "transit-gateway-id": ({ transit }) => [transit?.gatewayId],
      "vpn-gateway-id": ({ transit, gatewayId }) => (transit === undefined ? [gatewayId] : []),
    }),
  }),
};

/** A connection that is not all gone. */
function findConnection({ state, place }: Ec2Call, id: string): VpnConnection {
  const connection = lookUp(place.vpnConnections, "vpn-connection", id);
  if (connectionState(connection, state.clock.now()) === "deleted") throw notFound("vpn-connection", id);
  return connection;
}

/** The one gateway that the call names. */
function findGateway(call: Ec2Call): { readonly id: string; readonly transit: boolean } {
  const [vpnGatewayId, transitGatewayId] = [text(call.form, "VpnGatewayId"), text(call.form, "TransitGatewayId")];
  if (vpnGatewayId !== undefined && transitGatewayId !== undefined) {
    throw invalidCombination("VpnGatewayId and TransitGatewayId cannot be used together");
  }
  if (transitGatewayId === undefined) {
    return { id: findVpnGateway(call, required(call.form, "VpnGatewayId")).id, transit: false };
  }
  const gateway = findTransitGateway(call, transitGatewayId);
  refuseUnlessAvailable(call, gateway);
  return { id: gateway.id, transit: true };
}

function newAttachment({ state }: Ec2Call, gatewayId: string): VpnAttachment {
  return { gatewayId, attachmentId: state.newResourceId("transit-gateway-attachment"), tags: new Map() };
}

function connectionsOf({ place }: Ec2Call, gatewayId: string): VpnConnection[] {
  return [...place.vpnConnections.values()].filter(
    (connection) => connection.gatewayId === gatewayId && connection.deletedAt === undefined,
  );
}

function refuseOtherOptions(options: Form): void {
  for (const [name, only] of Object.entries(FIXED)) {
    const asked = text(options, name) ?? only;
    if (asked !== only) throw invalidValue(`Value (${asked}) for parameter ${name} is invalid. Expecting ${only}.`);
  }
}
