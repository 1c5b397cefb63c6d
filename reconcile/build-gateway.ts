import type { ConnectionId, Pair } from "../core/connection/connection-id.ts";
import { Invalid } from "../core/faults.ts";
import { type SideName, seenFrom } from "../core/tunnels/tunnel-plan.ts";
import { noteOwned } from "./owned.ts";
import type { VpnBuilder } from "./ports.ts";
import { savedTunnels } from "./saved-tunnels.ts";
import { asOnlyWriter } from "./turns.ts";
import { writtenPlan } from "./written-plan.ts";

export interface BuildGatewayInput extends Pair {
  readonly connection: ConnectionId;
  readonly side: SideName;
  /** ISO 8601: now. */
  readonly at: string;
}

export interface BuildGatewayOutput {
  /** Whether the other side can build its tunnels: it knows where to, or need not before this side's tunnels are built. */
  readonly usable: boolean;
  /** Seconds after which it is worth looking again. */
  readonly wait: number;
  /** The gateway's outside addresses, by member; none where each tunnel gets its own. */
  readonly addresses: readonly string[];
}

/** Every gateway with addresses of its own has one for each of its two members. */
const members = 2;

/**
 * Makes sure that a side's network has a gateway, adopting one that is there, and writes down what of it is ours.
 *
 * @throws Busy while another connection writes to the network · Conflict when a gateway is there that cannot serve
 */
export async function buildGateway(
  { provider, ledger, leases }: Pick<VpnBuilder, "provider" | "ledger" | "leases">,
  { connection, side, at, ...pair }: BuildGatewayInput,
): Promise<BuildGatewayOutput> {
  await writtenPlan(ledger, connection);
  const end = seenFrom(await savedTunnels(ledger, connection), side);
  const network = pair[side];
  const progress = await asOnlyWriter(leases, { connection, network, at }, () => provider.buildGateway(end));
  const { gateway, done, wait, owned } = progress;
  await noteOwned(ledger, connection, owned);
  if (gateway.phase === "failed") {
    throw new Invalid(`the gateway ${gateway.id} of ${network} failed: ${gateway.message ?? "no reason given"}`);
  }
  return { usable: done || gateway.addresses.length === members, wait, addresses: gateway.addresses };
}
