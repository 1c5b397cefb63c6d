import type { ConnectionId, Pair } from "../core/connection/connection-id.ts";
import type { Deps } from "./ports.ts";
import { writtenPlan } from "./written-plan.ts";

export interface OpenFirewallInput extends Pair {
  readonly connection: ConnectionId;
}

export interface OpenFirewallOutput {
  readonly rules: number;
}

/** Opens the planned rules on both sides, and closes those of ours that are no longer wanted. */
export async function openFirewall({ provider, ledger }: Deps, input: OpenFirewallInput): Promise<OpenFirewallOutput> {
  const { connection, requester, accepter } = input;
  const { firewallChanges } = await writtenPlan(ledger, connection);
  let rules = 0;
  for (const network of [requester, accepter]) {
    const changes = firewallChanges.filter((change) => change.network === network);
    if (changes.length === 0) continue;
    const owned = await provider.applyFirewall(network, connection, changes);
    await ledger.ownObjects(connection, owned);
    const closed = changes.flatMap((change) => (change.action === "close" ? [change.rule] : []));
    await ledger.disownObjects(
      connection,
      closed.map((id) => ({ kind: "firewall-rule" as const, id, network })),
    );
    rules += owned.length;
  }
  return { rules };
}
