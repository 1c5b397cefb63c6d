import { tunnelName } from "../../core/tunnels/names.ts";
import type { NearTunnel, VpnEnd } from "../../core/tunnels/tunnel-plan.ts";
import type { KeyChange, KeyProgress } from "../vpn.ts";
import type { GcpClients } from "./client.ts";
import { tunnelDelete } from "./remove-vpn.ts";
import { hasSession, removeSession } from "./router-sessions.ts";
import { beginOnce } from "./vpn-operations.ts";
import { placeOf } from "./vpn-region.ts";
import { isOn, readRouter, readTunnels } from "./vpn-resources.ts";
import { buildTunnels } from "./vpn-tunnels.ts";

/** Seconds that one of these operations takes. */
const soon = 10;

/**
 * A tunnel cannot be changed (Compute: vpnTunnels has no patch): it is taken away with its session, which refers to it, and
 * made again. Nothing of another tunnel is touched.
 */
export async function replaceKey(
  gcp: GcpClients,
  end: VpnEnd,
  tunnel: NearTunnel,
  { readKey, begun }: KeyChange,
): Promise<KeyProgress> {
  if (begun) {
    const { done, wait } = await buildTunnels(gcp, end, readKey);
    return { done, wait, begun };
  }
  return { done: false, wait: soon, begun: await isTakenAway(gcp, end, tunnel) };
}

/** Begins the next thing that has to go; false while there was one. */
async function isTakenAway(gcp: GcpClients, { connection, near }: VpnEnd, { index }: NearTunnel): Promise<boolean> {
  const place = await placeOf(gcp, near.network);
  const name = tunnelName(connection, index);
  const [router, tunnels] = await Promise.all([readRouter(gcp, place), readTunnels(gcp, place)]);
  if (router !== undefined && hasSession(name, router)) {
    await removeSession(gcp, name, place);
    return false;
  }
  const old = tunnels.find((one) => one.name === name && isOn(place, one));
  if (old === undefined) return true;
  await beginOnce(gcp, tunnelDelete(gcp, place, old));
  return false;
}
