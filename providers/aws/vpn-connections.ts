import {
  CreateVpnConnectionCommand,
  type CustomerGateway,
  DeleteCustomerGatewayCommand,
  DeleteVpnConnectionCommand,
  type VpnConnection,
} from "@aws-sdk/client-ec2";
import type { ConnectionId } from "../../core/connection/connection-id.ts";
import { locate, type NetworkId } from "../../core/connection/network-id.ts";
import { Conflict } from "../../core/faults.ts";
import { ownerKey } from "../../core/intent/tags.ts";
import type { Gateway } from "../../core/tunnels/observed-vpn.ts";
import type { Member, NearTunnel, VpnEnd } from "../../core/tunnels/tunnel-plan.ts";
import type { OwnedObject } from "../provider.ts";
import type { Progress, ReadKey, TunnelsProgress } from "../vpn.ts";
import type { Ec2Clients } from "./client.ts";
import { attempt } from "./faults.ts";
import { mendConnections } from "./mend-connections.ts";
import { readPlannedGateway } from "./transit-inventory.ts";
import { toTags } from "./translate-tags.ts";
import { fromTunnel, insideOf, tunnelsOf } from "./translate-vpn.ts";
import { createCustomerGateway, deviceName, deviceOf, members, tagsOf } from "./vpn-devices.ts";
import { findConnections, findCustomerGateways } from "./vpn-inventory.ts";

/** A connection is available after some minutes; what it is made of at once. */
const [building, soon] = [15, 5];

/**
 * A customer gateway and a VPN connection with two tunnels for each member of the far gateway. A new customer gateway is
 * not known to every call for some seconds, so connections come with the next look.
 */
export async function buildTunnels(ec2: Ec2Clients, end: VpnEnd, readKey: ReadKey): Promise<TunnelsProgress> {
  const { network } = end.near;
  const gateway = await readPlannedGateway(ec2, end.near);
  if (gateway?.phase !== "ready") return { done: false, wait: soon, owned: [], outside: [] };

  const devices = await findCustomerGateways(ec2, network, end.connection);
  const missing = members(end).filter((member) => deviceOf(devices, end, member) === undefined);
  for (const member of missing) await createCustomerGateway(ec2, end, member);
  if (missing.length > 0) return { done: false, wait: soon, owned: ownedOf(network, devices, []), outside: [] };

  const found = await findConnections(ec2, network, end.connection);
  if (await mendConnections(ec2, { end, devices, connections: found, readKey })) {
    return { done: false, wait: building, owned: ownedOf(network, devices, found), outside: [] };
  }
  const connections: VpnConnection[] = [...found];
  for (const member of members(end)) {
    const device = deviceOf(devices, end, member);
    if (device === undefined || found.some((one) => one.CustomerGatewayId === device.CustomerGatewayId)) continue;
    connections.push(await createConnection(ec2, { end, member, device, gateway, readKey }));
  }
  const done = connections.every(({ State }) => State !== "pending");
  return {
    ...{ done, wait: done ? 0 : building, owned: ownedOf(network, devices, connections) },
    outside: end.tunnels.map((tunnel) => outsideOf(tunnel, connections)),
  };
}

/** Connections first: a customer gateway that one uses is not deleted (EC2: DeleteCustomerGateway). */
export async function removeTunnels(ec2: Ec2Clients, network: NetworkId, connection: ConnectionId): Promise<Progress> {
  const client = ec2.at(locate(network));
  const connections = await findConnections(ec2, network, connection, [
    "pending",
    "available",
    "modifying",
    "deleting",
  ]);
  for (const { VpnConnectionId, State } of connections) {
    if (State === "deleting") continue;
    await attempt(`delete ${VpnConnectionId} of ${network}`, () =>
      client.send(new DeleteVpnConnectionCommand({ VpnConnectionId })),
    );
  }
  if (connections.length > 0) return { done: false, wait: building, owned: [] };
  for (const { CustomerGatewayId } of await findCustomerGateways(ec2, network, connection)) {
    await attempt(`delete ${CustomerGatewayId} of ${network}`, () =>
      client.send(new DeleteCustomerGatewayCommand({ CustomerGatewayId })),
    );
  }
  return { done: true, wait: 0, owned: [] };
}

/** The address at which AWS has a tunnel; found by what is inside, since EC2 gives tunnels in any order. */
function outsideOf({ inside }: NearTunnel, connections: readonly VpnConnection[]): string | undefined {
  return connections.flatMap(tunnelsOf).find((tunnel) => insideOf(tunnel) === inside)?.OutsideIpAddress;
}

interface NewConnection {
  readonly end: VpnEnd;
  readonly member: Member;
  readonly device: CustomerGateway;
  readonly gateway: Gateway;
  readonly readKey: ReadKey;
}

/** Options for both tunnels: one alone would leave the other with AWS's weak defaults. */
async function createConnection(
  ec2: Ec2Clients,
  { end, member, device, gateway, readKey }: NewConnection,
): Promise<VpnConnection> {
  const { near, connection } = end;
  const own = end.tunnels.filter((tunnel) => tunnel.far.member === member);
  const TunnelOptions = await Promise.all(
    own.map(async ({ inside, secret }) => fromTunnel(inside, await readKey(secret))),
  );
  const Tags = tagsOf(connection, deviceName(connection, member));
  const command = new CreateVpnConnectionCommand({
    ...{ Type: "ipsec.1", CustomerGatewayId: device.CustomerGatewayId },
    ...(gateway.transit ? { TransitGatewayId: gateway.id } : { VpnGatewayId: gateway.id }),
    PreSharedKeyStorage: "SecretsManager",
    Options: { StaticRoutesOnly: false, TunnelInsideIpVersion: "ipv4", TunnelOptions },
    TagSpecifications: [{ ResourceType: "vpn-connection", Tags }],
  });
  const { VpnConnection: made = {} } = await attempt(`create a vpn connection for ${near.network}`, () =>
    ec2.at(locate(near.network)).send(command),
  );
  // EC2 gives the connection that is there when both gateways are the same: whoever has them has our device name.
  if (toTags(made.Tags)[ownerKey] === connection || made.Tags === undefined) return made;
  throw new Conflict(`${made.VpnConnectionId} of ${near.network} joins the same gateways and is not ours`);
}

function ownedOf(
  network: NetworkId,
  devices: readonly CustomerGateway[],
  connections: readonly VpnConnection[],
): readonly OwnedObject[] {
  const ids = [
    ...devices.map(({ CustomerGatewayId = "" }) => CustomerGatewayId),
    ...connections.map(({ VpnConnectionId = "" }) => VpnConnectionId),
  ];
  return ids.map((id) => ({ kind: "tunnel", id, network }));
}
