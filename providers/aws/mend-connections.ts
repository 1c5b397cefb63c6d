import {
  type CustomerGateway,
  DeleteCustomerGatewayCommand,
  DeleteVpnConnectionCommand,
  ModifyVpnTunnelOptionsCommand,
  type TunnelOption,
  type VpnConnection,
} from "@aws-sdk/client-ec2";
import { locate } from "../../core/connection/network-id.ts";
import { tunnelName } from "../../core/tunnels/names.ts";
import type { NearTunnel, VpnEnd } from "../../core/tunnels/tunnel-plan.ts";
import type { ReadKey } from "../vpn.ts";
import type { Ec2Clients } from "./client.ts";
import { attempt } from "./faults.ts";
import { fromTunnel, insideOf, proposalDifferences, tunnelsOf } from "./translate-vpn.ts";
import { deviceName, isElsewhere } from "./vpn-devices.ts";

interface Standing {
  readonly end: VpnEnd;
  readonly devices: readonly CustomerGateway[];
  /** Our VPN connections that are not gone. */
  readonly connections: readonly VpnConnection[];
  readonly readKey: ReadKey;
}

/** Puts right what somebody changed of ours, the next step of it; false when there is nothing to mend. */
export async function mendConnections(ec2: Ec2Clients, standing: Standing): Promise<boolean> {
  const { end, devices, connections } = standing;
  const stale = devices.filter((device) => isElsewhere(end, device));
  for (const device of stale) await takeAway(ec2, standing, device);
  if (stale.length > 0) return true;
  const wrong = connections.flatMap((connection) => {
    const found = firstWrong(standing, connection);
    return found === undefined ? [] : [{ ...found, connection }];
  });
  for (const one of wrong) await change(ec2, standing, one);
  return wrong.length > 0;
}

/**
 * What leads to an address that the far gateway no longer has: the connection first, as a customer gateway that one uses
 * is not deleted (EC2: DeleteCustomerGateway); both are made anew once they are gone.
 */
async function takeAway(ec2: Ec2Clients, { end, connections }: Standing, device: CustomerGateway): Promise<void> {
  const { network } = end.near;
  const client = ec2.at(locate(network));
  const { CustomerGatewayId } = device;
  const users = connections.filter((one) => one.CustomerGatewayId === CustomerGatewayId);
  for (const { VpnConnectionId } of users) {
    await attempt(`delete ${VpnConnectionId} of ${network}`, () =>
      client.send(new DeleteVpnConnectionCommand({ VpnConnectionId })),
    );
  }
  if (users.length > 0) return;
  await attempt(`delete ${CustomerGatewayId} of ${network}`, () =>
    client.send(new DeleteCustomerGatewayCommand({ CustomerGatewayId })),
  );
}

interface Wrong {
  readonly option: TunnelOption;
  /** The planned tunnel that it is to be. */
  readonly tunnel: NearTunnel;
}

/** One tunnel at a time: a VPN connection takes no change while another is under way, and one tunnel goes on. */
function firstWrong({ end, devices }: Standing, connection: VpnConnection): Wrong | undefined {
  const device = devices.find(({ CustomerGatewayId }) => CustomerGatewayId === connection.CustomerGatewayId);
  const own = end.tunnels.filter(({ far }) => deviceName(end.connection, far.member) === device?.DeviceName);
  const options = tunnelsOf(connection);
  const held = options.flatMap((option) => insideOf(option) ?? []);
  const free = own.find(({ inside }) => !held.includes(inside));
  for (const option of options) {
    const planned = own.find(({ inside }) => inside === insideOf(option));
    const tunnel = planned ?? free;
    const isWrong = planned === undefined || proposalDifferences(option, "").length > 0;
    if (tunnel !== undefined && isWrong) return { option, tunnel };
  }
  return undefined;
}

async function change(
  ec2: Ec2Clients,
  { end, readKey }: Standing,
  { connection, option, tunnel }: Wrong & { readonly connection: VpnConnection },
): Promise<void> {
  // It takes no change while another is under way: the next look comes when that is over.
  if (connection.State !== "available") return;
  const { network } = end.near;
  const command = new ModifyVpnTunnelOptionsCommand({
    ...{ VpnConnectionId: connection.VpnConnectionId, VpnTunnelOutsideIpAddress: option.OutsideIpAddress },
    ...{
      PreSharedKeyStorage: "SecretsManager",
      TunnelOptions: fromTunnel(tunnel.inside, await readKey(tunnel.secret)),
    },
  });
  await attempt(`mend tunnel ${tunnelName(end.connection, tunnel.index)} of ${network}`, async () => {
    await ec2.at(locate(network)).send(command);
  });
}
