import { ModifyVpnTunnelOptionsCommand } from "@aws-sdk/client-ec2";
import { locate } from "../../core/connection/network-id.ts";
import { NotYetVisible } from "../../core/faults.ts";
import { tunnelName } from "../../core/tunnels/names.ts";
import type { NearTunnel, VpnEnd } from "../../core/tunnels/tunnel-plan.ts";
import type { KeyChange, KeyProgress } from "../vpn.ts";
import type { Ec2Clients } from "./client.ts";
import { attempt } from "./faults.ts";
import { insideOf, tunnelsOf } from "./translate-vpn.ts";
import { findConnections } from "./vpn-inventory.ts";

/** Seconds until it is worth looking again: a change takes some minutes. */
const wait = 15;

/** Gives one tunnel of a VPN connection its key; the connection's other tunnel goes on carrying traffic meanwhile. */
export async function replaceKey(
  ec2: Ec2Clients,
  end: VpnEnd,
  tunnel: NearTunnel,
  { readKey, begun }: KeyChange,
): Promise<KeyProgress> {
  const { network } = end.near;
  const name = tunnelName(end.connection, tunnel.index);
  const { VpnConnectionId, VpnTunnelOutsideIpAddress, State } = await findTunnel(ec2, end, tunnel);
  // It takes no change while another is under way, of whichever of its tunnels.
  if (State !== "available") return { done: false, wait, begun };
  if (begun) return { done: true, wait: 0, begun };
  const command = new ModifyVpnTunnelOptionsCommand({
    ...{ VpnConnectionId, VpnTunnelOutsideIpAddress, PreSharedKeyStorage: "SecretsManager" },
    TunnelOptions: { PreSharedKey: await readKey(tunnel.secret) },
  });
  await attempt(`replace the key of tunnel ${name} of ${network}`, async () => {
    await ec2.at(locate(network)).send(command);
  });
  return { done: false, wait, begun: true };
}

/** A tunnel is known by what is inside, and named to EC2 by its outside address. */
async function findTunnel(ec2: Ec2Clients, { near, connection }: VpnEnd, { index, inside }: NearTunnel) {
  for (const found of await findConnections(ec2, near.network, connection)) {
    const option = tunnelsOf(found).find((one) => insideOf(one) === inside);
    if (option === undefined) continue;
    const { VpnConnectionId, State } = found;
    return { VpnConnectionId, State, VpnTunnelOutsideIpAddress: option.OutsideIpAddress };
  }
  throw new NotYetVisible(`no vpn connection of ${near.network} has tunnel ${tunnelName(connection, index)}`);
}
