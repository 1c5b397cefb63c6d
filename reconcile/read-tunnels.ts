import type { ConnectionId, Pair } from "../core/connection/connection-id.ts";
import { type Judgement, judge } from "../core/tunnels/judge.ts";
import { observeVpn } from "./observe-vpn.ts";
import type { VpnBuilder } from "./ports.ts";
import { savedTunnels } from "./saved-tunnels.ts";
import { writtenPlan } from "./written-plan.ts";

export interface ReadTunnelsInput extends Pair {
  readonly connection: ConnectionId;
}

export interface ReadTunnelsOutput {
  readonly tunnels: Judgement;
  /** Whether all is up and learned: there is nothing to wait for. */
  readonly settled: boolean;
}

/** Reads the tunnels back from both ends: objects, sessions and what each side has learned. */
export async function readTunnels(
  { provider, ledger }: Pick<VpnBuilder, "provider" | "ledger">,
  input: ReadTunnelsInput,
): Promise<ReadTunnelsOutput> {
  await writtenPlan(ledger, input.connection);
  const plan = await savedTunnels(ledger, input.connection);
  const tunnels = judge(plan, await observeVpn(provider, input, plan));
  return { tunnels, settled: tunnels.up === tunnels.of && tunnels.problem === undefined };
}
