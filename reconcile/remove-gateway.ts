import { isJoined } from "../core/tunnels/release.ts";
import type { Remover, VpnBuilder } from "./ports.ts";
import { disown } from "./removal.ts";
import type { RemoveTunnelsInput } from "./remove-tunnels.ts";
import { asOnlyWriter } from "./turns.ts";

export interface RemoveGatewayOutput {
  readonly done: boolean;
  /** Seconds after which it is worth looking again. */
  readonly wait: number;
}

/**
 * Takes away a side's gateway where it is ours and no connection goes over it any more. A connection that is being built
 * has claimed its addresses before it looks for a gateway, so it is counted too.
 *
 * Whether the tags have changed is not asked: what is given up here nobody's tunnels need, and who wants the connection
 * again builds it.
 *
 * @throws Busy while another connection writes to the network
 */
export async function removeGateway(
  { provider, ledger, leases, allocations }: Remover & Pick<VpnBuilder, "allocations">,
  { connection, side, at, ...pair }: RemoveTunnelsInput,
): Promise<RemoveGatewayOutput> {
  const network = pair[side];
  return asOnlyWriter(leases, { connection, network, at }, async () => {
    const isShared = await allocations.change((claims) => ({ claims: undefined, result: isJoined(claims, network) }));
    const { done, wait } = isShared ? { done: true, wait: 0 } : await provider.removeGateway(network);
    if (done) await disown(ledger, { connection, network }, ["gateway"]);
    return { done, wait };
  });
}
