import type { NearTunnel, VpnEnd } from "../../core/tunnels/tunnel-plan.ts";
import type { KeyChange, KeyProgress } from "../vpn.ts";
import type { GcpClients } from "./client.ts";
import { takeTunnelAway } from "./remove-vpn.ts";
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
  return { done: false, wait: soon, begun: await takeTunnelAway(gcp, end, tunnel) };
}
