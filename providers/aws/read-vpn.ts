import type { CustomerGateway, RouteTable as Ec2RouteTable, TunnelOption, VpnConnection } from "@aws-sdk/client-ec2";
import { type Prefix, parsePrefix } from "../../core/address-space/prefix.ts";
import type { NetworkId } from "../../core/connection/network-id.ts";
import { tunnelName } from "../../core/tunnels/names.ts";
import type { Gateway, ObservedEnd, ObservedVpn } from "../../core/tunnels/observed-vpn.ts";
import type { NearTunnel, VpnEnd } from "../../core/tunnels/tunnel-plan.ts";
import type { Ec2Clients } from "./client.ts";
import { servingTables, takesRoutes } from "./propagation.ts";
import { type Between, readTransit } from "./read-transit.ts";
import { insideOf, proposalDifferences, tunnelsOf } from "./translate-vpn.ts";
import { addressOf, deviceOf, isElsewhere, members } from "./vpn-devices.ts";
import { findConnections, findCustomerGateways, readGateway } from "./vpn-inventory.ts";

/** Reads AWS's end back: who is connected with whom, what is up, and what the VPC's tables have learned. */
export async function readVpn(ec2: Ec2Clients, end: VpnEnd): Promise<ObservedVpn> {
  const { network, transit } = end.near;
  const [devices, connections] = await Promise.all([
    findCustomerGateways(ec2, network, end.connection),
    findConnections(ec2, network, end.connection),
  ]);
  const between =
    transit === undefined
      ? await readPropagation(ec2, network, connections)
      : await readTransit(ec2, end, transit, connections);
  const ends = end.tunnels.flatMap((tunnel) => observeEnd(end, tunnel, connections) ?? []);
  const stray = connections.flatMap((connection) => strayDifferences(end, connection));
  const isMovedAway = members(end).some((member) => isElsewhere(end, deviceOf(devices, end, member)));
  const mendable =
    (between.mendable ?? false) || isMovedAway || stray.length > 0 || ends.some((one) => one.differences.length > 0);
  return {
    ...between,
    ends,
    differences: [
      ...members(end).flatMap((member) => deviceDifferences(end, deviceOf(devices, end, member))),
      ...stray,
      ...between.differences,
    ],
    ...(mendable ? { mendable } : {}),
  };
}

/** Between a VPC and its VPN gateway are the tables that take routes from it. */
async function readPropagation(
  ec2: Ec2Clients,
  network: NetworkId,
  connections: readonly VpnConnection[],
): Promise<Between> {
  const [gateway, tables] = await Promise.all([readGateway(ec2, network), servingTables(ec2, network)]);
  if (gateway === undefined) return { differences: [], learned: [] };
  const differences = connections.length === 0 ? [] : silentTables(gateway, tables);
  const mendable = differences.length > 0 ? ({ mendable: true } as const) : {};
  return { gateway, differences, ...mendable, learned: learnedBy(tables, gateway.id) };
}

function observeEnd(
  { connection }: VpnEnd,
  { index, inside }: NearTunnel,
  connections: readonly VpnConnection[],
): ObservedEnd | undefined {
  const holder = connections.find((one) => optionOf(one, inside) !== undefined);
  const option = holder && optionOf(holder, inside);
  if (holder === undefined || option === undefined) return undefined;
  const outside = option.OutsideIpAddress;
  const telemetry = (holder.VgwTelemetry ?? []).find(({ OutsideIpAddress }) => OutsideIpAddress === outside);
  const up = telemetry?.Status === "UP";
  const ipsec = up || telemetry?.StatusMessage === "IPSEC IS UP" ? "up" : "down";
  return {
    index,
    ...(outside === undefined ? {} : { outside }),
    ipsec: holder.State === "pending" ? "building" : ipsec,
    bgp: up ? "up" : "down",
    ...(up || telemetry?.StatusMessage === undefined ? {} : { message: telemetry.StatusMessage }),
    differences: proposalDifferences(option, `tunnel ${tunnelName(connection, index)} of ${holder.VpnConnectionId}`),
  };
}

function optionOf(connection: VpnConnection, inside: Prefix): TunnelOption | undefined {
  return tunnelsOf(connection).find((option) => insideOf(option) === inside);
}

function deviceDifferences(end: VpnEnd, device: CustomerGateway | undefined): readonly string[] {
  if (device === undefined) return [];
  const { CustomerGatewayId: id, BgpAsn, IpAddress } = device;
  const { asn } = end.far;
  return [
    ...(BgpAsn === String(asn) ? [] : [`customer gateway ${id} has asn ${BgpAsn} instead of ${asn}`]),
    ...(isElsewhere(end, device)
      ? [`customer gateway ${id} has address ${IpAddress} instead of ${addressOf(end, device)}`]
      : []),
  ];
}

/** A tunnel whose inside addresses we did not choose: AWS chose for whoever gave options for one tunnel only. */
function strayDifferences({ tunnels }: VpnEnd, connection: VpnConnection): readonly string[] {
  const planned = new Set(tunnels.map(({ inside }) => inside));
  const found = tunnelsOf(connection).flatMap((option) => insideOf(option) ?? []);
  const ours = found.filter((inside) => planned.has(inside)).length;
  if (ours === found.length) return [];
  const id = `vpn connection ${connection.VpnConnectionId}`;
  return ours === 1
    ? [`${id} has only one tunnel with our inside addresses: one of two tunnel options was given`]
    : [`${id} has inside addresses ${found.join(" and ")} that are not as planned`];
}

function silentTables({ id }: Gateway, tables: readonly Ec2RouteTable[]): readonly string[] {
  return tables
    .filter((table) => !takesRoutes(table, id))
    .map(({ RouteTableId }) => `route table ${RouteTableId} does not take routes from ${id}: propagation is off`);
}

/** What some table has from the gateway; a table that takes nothing is a difference of its own. */
function learnedBy(tables: readonly Ec2RouteTable[], gateway: string): readonly Prefix[] {
  const routes = tables.flatMap(({ Routes = [] }) => Routes);
  const learned = routes
    .filter(({ GatewayId, Origin }) => GatewayId === gateway && Origin === "EnableVgwRoutePropagation")
    .flatMap(({ DestinationCidrBlock = "" }) => {
      const parsed = parsePrefix(DestinationCidrBlock);
      return parsed.ok ? [parsed.prefix] : [];
    });
  return [...new Set(learned)];
}
