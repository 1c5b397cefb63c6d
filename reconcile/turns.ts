import type { ConnectionId, Pair } from "../core/connection/connection-id.ts";
import type { NetworkId } from "../core/connection/network-id.ts";
import { Busy } from "../core/faults.ts";
import { oneWriterNetworks } from "../core/plan/rounds.ts";
import type { Lease, Leases } from "./ports.ts";

/** Seconds that a peering may take between two steps that write. */
const term = 900;
/** Seconds that outlast one step: of one that died, the lease is free by then. */
const stepTerm = 150;

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
  if (other !== undefined) throw busyWith(other);
}

export interface Writer {
  readonly connection: ConnectionId;
  readonly network: NetworkId;
  /** ISO 8601: now. */
  readonly at: string;
}

/**
 * Writes to one network while nobody else does: two that looked for a gateway at once would make two. A VPN takes an hour:
 * its connection has the network to itself for a step, not for the whole.
 *
 * @throws Busy naming the connection that writes to it now
 */
export async function asOnlyWriter<T>(
  leases: Leases,
  { connection, network, at }: Writer,
  write: () => Promise<T>,
): Promise<T> {
  const other = await leases.acquire([network], connection, { at, seconds: stepTerm });
  if (other !== undefined) throw busyWith(other);
  try {
    return await write();
  } finally {
    await leases.release([network], connection);
  }
}

/** Lets others write to this connection's networks. */
export async function endTurn(leases: Leases, { connection, ...pair }: Turn): Promise<void> {
  const networks = oneWriterNetworks(pair);
  if (networks.length > 0) await leases.release(networks, connection);
}

function busyWith({ network, holder }: Lease): Busy {
  return new Busy(`${network} is being written to by ${holder ?? "another connection"}`);
}
