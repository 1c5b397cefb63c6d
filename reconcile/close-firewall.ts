import { planFirewall } from "../core/plan/firewall.ts";
import type { Remover } from "./ports.ts";
import { assertUnwanted, disown, type RemovalInput } from "./removal.ts";

export interface CloseFirewallOutput {
  readonly rules: number;
}

/** Closes every rule that bears the connection's mark, on both sides. A network that is gone has none. */
export async function closeFirewall({ provider, ledger }: Remover, input: RemovalInput): Promise<CloseFirewallOutput> {
  const { connection, requester, accepter } = input;
  await assertUnwanted(ledger, input);
  const networks = await provider.describeNetworks([requester, accepter]);
  let rules = 0;
  for (const network of networks) {
    const { changes } = planFirewall({ network, connection, sources: [], allow: [] });
    if (changes.length > 0) await provider.applyFirewall(network.id, connection, changes);
    rules += changes.length;
  }
  for (const network of [requester, accepter]) await disown(ledger, { connection, network }, ["firewall-rule"]);
  return { rules };
}
