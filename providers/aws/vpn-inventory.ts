import {
  type CustomerGateway,
  DescribeCustomerGatewaysCommand,
  DescribeVpnConnectionsCommand,
  DescribeVpnGatewaysCommand,
  type Filter,
  type VpnConnection,
  type VpnGateway,
} from "@aws-sdk/client-ec2";
import type { ConnectionId } from "../../core/connection/connection-id.ts";
import { locate, type NetworkId } from "../../core/connection/network-id.ts";
import { gatewayKey, ownerKey } from "../../core/intent/tags.ts";
import { gatewayName } from "../../core/tunnels/names.ts";
import type { Gateway } from "../../core/tunnels/observed-vpn.ts";
import type { Ec2Clients } from "./client.ts";
import { attempt } from "./faults.ts";
import { toTags } from "./translate-tags.ts";
import { attachmentOf, toGateway } from "./translate-vpn.ts";

/** The gateway attached to a VPC, or ours on its way there. */
export async function readGateway(ec2: Ec2Clients, network: NetworkId): Promise<Gateway | undefined> {
  const found = await findGateway(ec2, network);
  if (found === undefined) return undefined;
  const connections = await liveConnections(ec2, network, [
    { Name: "vpn-gateway-id", Values: [found.VpnGatewayId ?? ""] },
  ]);
  return toGateway(found, network, connections);
}

/** What is attached to the VPC comes before what of ours is not attached yet. */
export async function findGateway(ec2: Ec2Clients, network: NetworkId): Promise<VpnGateway | undefined> {
  const { localId } = locate(network);
  const attached = await describeGateways(ec2, network, { Name: "attachment.vpc-id", Values: [localId] });
  const [first] = attached.filter((gateway) => attachmentOf(gateway, network) !== undefined);
  if (first !== undefined) return first;
  const name = gatewayName(network);
  const own = await describeGateways(ec2, network, { Name: `tag:${gatewayKey}`, Values: [name] });
  // Filtered again here: a server may ignore a filter.
  return own.find(
    ({ Tags, State }) => toTags(Tags)[gatewayKey] === name && State !== "deleted" && State !== "deleting",
  );
}

function describeGateways(ec2: Ec2Clients, network: NetworkId, filter: Filter): Promise<readonly VpnGateway[]> {
  return attempt(`look for a vpn gateway of ${network}`, async () => {
    const command = new DescribeVpnGatewaysCommand({ Filters: [filter] });
    const { VpnGateways = [] } = await ec2.at(locate(network)).send(command);
    return VpnGateways;
  });
}

const live = ["pending", "available", "modifying"];

/** Connections that are not gone, of anybody. EC2 gives them all at once, without pages. */
export function liveConnections(
  ec2: Ec2Clients,
  network: NetworkId,
  filters: Filter[],
  states: readonly string[] = live,
): Promise<readonly VpnConnection[]> {
  return attempt(`read the vpn connections of ${network}`, async () => {
    const Filters = [...filters, { Name: "state", Values: [...states] }];
    const { VpnConnections = [] } = await ec2.at(locate(network)).send(new DescribeVpnConnectionsCommand({ Filters }));
    return VpnConnections.filter(({ State }) => states.includes(State ?? ""));
  });
}

export async function findConnections(
  ec2: Ec2Clients,
  network: NetworkId,
  connection: ConnectionId,
  states: readonly string[] = live,
): Promise<readonly VpnConnection[]> {
  const found = await liveConnections(ec2, network, [{ Name: `tag:${ownerKey}`, Values: [connection] }], states);
  return found.filter(({ Tags }) => toTags(Tags)[ownerKey] === connection);
}

export function findCustomerGateways(
  ec2: Ec2Clients,
  network: NetworkId,
  connection: ConnectionId,
): Promise<readonly CustomerGateway[]> {
  return attempt(`read the customer gateways of ${network}`, async () => {
    const Filters = [{ Name: `tag:${ownerKey}`, Values: [connection] }];
    const command = new DescribeCustomerGatewaysCommand({ Filters });
    const { CustomerGateways = [] } = await ec2.at(locate(network)).send(command);
    return CustomerGateways.filter(
      ({ Tags, State }) => toTags(Tags)[ownerKey] === connection && State !== "deleted" && State !== "deleting",
    );
  });
}
