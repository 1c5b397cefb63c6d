import type { ConnectionId, Pair } from "../core/connection/connection-id.ts";
import { Busy } from "../core/faults.ts";
import { oneWriterNetworks } from "../core/plan/rounds.ts";
import type { Leases } from "./ports.ts";

/** Seconds that a peering may take between two steps that write. */
const term = 900;

interface Turn extends Pair {
  readonly connection: ConnectionId;
}

/**
 * Makes this connection the only one that writes to its networks, where their cloud takes one writer at a time.
 *
 * @throws Busy naming the connection that writes to one of them now
 */
export async function takeTurn(
  leases: Leases,
  { connection, at, ...pair }: Turn & { readonly at: string },
): Promise<void> {
  const networks = oneWriterNetworks(pair);
  if (networks.length === 0) return;
  const other = await leases.acquire(networks, connection, { at, seconds: term });
  if (other === undefined) return;
  throw new Busy(`${other.network} is being written to by ${other.holder ?? "another connection"}`);
}

/** Lets others write to this connection's networks. */
export async function endTurn(leases: Leases, { connection, ...pair }: Turn): Promise<void> {
  const networks = oneWriterNetworks(pair);
  if (networks.length > 0) await leases.release(networks, connection);
}
