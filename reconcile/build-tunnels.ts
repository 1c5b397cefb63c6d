import type { ConnectionId, Pair } from "../core/connection/connection-id.ts";
import { NotYetVisible } from "../core/faults.ts";
import { type SideName, seenFrom, type TunnelPlan } from "../core/tunnels/tunnel-plan.ts";
import { noteOwned } from "./owned.ts";
import type { VpnBuilder } from "./ports.ts";
import { savedTunnels } from "./saved-tunnels.ts";
import { asOnlyWriter } from "./turns.ts";
import { writtenPlan } from "./written-plan.ts";

export interface BuildTunnelsInput extends Pair {
  readonly connection: ConnectionId;
  readonly side: SideName;
  readonly far: FarEnd;
  /** ISO 8601: now. */
  readonly at: string;
}

/** Where the other side is reached. */
export interface FarEnd {
  /** The other gateway's outside addresses, by member; none where each tunnel gets its own. */
  readonly addresses: readonly string[];
  /** The other side's outside addresses, by tunnel, once its tunnels are built. */
  readonly outside?: readonly string[];
}

export interface BuildTunnelsOutput {
  readonly done: boolean;
  /** Seconds after which it is worth looking again. */
  readonly wait: number;
  /** This side's outside addresses, by tunnel; none before all are known. */
  readonly outside: readonly string[];
}

/**
 * Makes one side's ends of all tunnels and writes down that they are ours.
 *
 * @throws Busy while another connection writes to the network · NotYetVisible when the other side has no address yet
 */
export async function buildTunnels(
  { provider, ledger, leases, secrets }: Omit<VpnBuilder, "allocations">,
  { connection, side, far, at, ...pair }: BuildTunnelsInput,
): Promise<BuildTunnelsOutput> {
  await writtenPlan(ledger, connection);
  const plan = await savedTunnels(ledger, connection);
  const end = seenFrom(plan, side, addressesOf(plan, side, far));
  const { done, wait, owned, outside } = await asOnlyWriter(leases, { connection, network: pair[side], at }, () =>
    provider.buildTunnels(end, (secret) => secrets.read(secret)),
  );
  await noteOwned(ledger, connection, owned);
  const known = outside.filter((address) => address !== undefined);
  const isKnown = known.length === plan.tunnels.length;
  return { done: done && isKnown, wait, outside: isKnown ? known : [] };
}

function addressesOf(plan: TunnelPlan, side: SideName, far: FarEnd): readonly string[] {
  const other = side === "requester" ? "accepter" : "requester";
  return plan.tunnels.map(({ index, ends }) => {
    const address = far.outside?.[index] ?? far.addresses[ends[other].member];
    if (address !== undefined) return address;
    throw new NotYetVisible(`tunnel ${index} of ${plan.connection} has no outside address at its far end yet`);
  });
}
