import type { ConnectionId, Pair } from "../core/connection/connection-id.ts";
import { type Cloud, locate } from "../core/connection/network-id.ts";
import { Superseded } from "../core/faults.ts";
import type { SideName, TunnelPlan } from "../core/tunnels/tunnel-plan.ts";
import type { Ledger } from "./ports.ts";

/**
 * The tunnels that `AllocateTunnels` planned.
 *
 * @throws Superseded when they are gone from the ledger: they have to be planned anew
 */
export async function savedTunnels(ledger: Pick<Ledger, "tunnels">, connection: ConnectionId): Promise<TunnelPlan> {
  const saved = await ledger.tunnels(connection);
  if (saved === undefined) throw new Superseded(`the tunnels of ${connection} are gone from the ledger`);
  return saved.plan;
}

/**
 * The sides in the order in which their tunnels are built: the one whose outside addresses come last first. AWS gives
 * them with its VPN connections, the others with their gateways; Azure's gateway takes longest, so its side waits for it
 * when all else is done.
 */
export function buildOrder({ requester, accepter }: Pair): readonly [first: SideName, second: SideName] {
  const isLater = ranks[locate(requester).cloud] > ranks[locate(accepter).cloud];
  return isLater ? ["accepter", "requester"] : ["requester", "accepter"];
}

const ranks: Readonly<Record<Cloud, number>> = { aws: 0, gcp: 1, azure: 2 };
