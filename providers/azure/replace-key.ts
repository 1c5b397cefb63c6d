import { NotYetVisible } from "../../core/faults.ts";
import { tunnelName } from "../../core/tunnels/names.ts";
import type { NearTunnel, VpnEnd } from "../../core/tunnels/tunnel-plan.ts";
import type { KeyChange, KeyProgress } from "../vpn.ts";
import type { AzureClients } from "./client.ts";
import { putSharedKey, readConnection } from "./connections.ts";
import { attempt } from "./faults.ts";
import { isMade } from "./provisioning.ts";

/** Seconds until it is worth looking again. */
const wait = 10;

/** Sets the key of one connection, which is one tunnel. */
export function replaceKey(
  azure: AzureClients,
  end: VpnEnd,
  { index, secret }: NearTunnel,
  { readKey, begun }: KeyChange,
): Promise<KeyProgress> {
  const { network } = end.near;
  const name = tunnelName(end.connection, index);
  return attempt(`replace the key of connection ${name} of ${network}`, async () => {
    const connection = await readConnection(azure, network, name);
    if (connection === undefined) throw new NotYetVisible(`${network} has no connection ${name}`);
    if (!isMade(connection, "connection")) return { done: false, wait, begun };
    if (begun) return { done: true, wait: 0, begun };
    await putSharedKey(azure, { network, name, key: await readKey(secret) });
    return { done: false, wait, begun: true };
  });
}
