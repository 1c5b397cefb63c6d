import type { ConnectionId } from "../core/connection/connection-id.ts";
import type { NetworkId } from "../core/connection/network-id.ts";
import type { SideName } from "../core/tunnels/tunnel-plan.ts";
import type { Ledger, Remover } from "./ports.ts";
import { assertUnwanted, disown, ownedOf, type RemovalInput } from "./removal.ts";
import { asOnlyWriter } from "./turns.ts";

export interface RemoveTunnelsInput extends RemovalInput {
  readonly side: SideName;
  /** ISO 8601: now. */
  readonly at: string;
}

export interface RemoveTunnelsOutput {
  readonly done: boolean;
  /** Seconds after which it is worth looking again. */
  readonly wait: number;
}

/**
 * Takes away one side's ends of all tunnels, and before that what lets tables take their routes, unless another
 * connection of the network goes over the same gateway: then that is the other's from now on.
 *
 * @throws Busy while another connection writes to the network
 */
export async function removeTunnels(
  { provider, ledger, leases }: Remover,
  { side, at, ...input }: RemoveTunnelsInput,
): Promise<RemoveTunnelsOutput> {
  await assertUnwanted(ledger, input);
  const { connection } = input;
  const network = input[side];
  return asOnlyWriter(leases, { connection, network, at }, async () => {
    await stopRoutes({ provider, ledger }, network, connection);
    const { done, wait } = await provider.removeTunnels(network, connection);
    if (done) await disown(ledger, { connection, network }, ["tunnel"]);
    return { done, wait };
  });
}

async function stopRoutes(
  { provider, ledger }: Pick<Remover, "provider" | "ledger">,
  network: NetworkId,
  connection: ConnectionId,
): Promise<void> {
  const where = { connection, network };
  const tables = await ownedOf(ledger, where, ["propagation"]);
  const heir = tables.length === 0 ? undefined : await otherVpnOf(ledger, network, connection);
  if (heir !== undefined) await ledger.ownObjects(heir, tables);
  const stopped = [...(heir === undefined ? tables : []), ...(await ownedOf(ledger, where, ["vpn-route"]))];
  if (stopped.length > 0) {
    await provider.stopPropagation(
      network,
      stopped.map(({ id }) => id),
    );
  }
  await disown(ledger, where, ["propagation", "vpn-route"]);
}

/** Another connection that goes, or is to go, over the network's gateway. */
async function otherVpnOf(
  ledger: Pick<Ledger, "connectionsOf" | "tunnels">,
  network: NetworkId,
  connection: ConnectionId,
): Promise<ConnectionId | undefined> {
  for (const { id, unwantedSince } of await ledger.connectionsOf(network)) {
    if (id === connection || unwantedSince !== undefined) continue;
    if ((await ledger.tunnels(id)) !== undefined) return id;
  }
  return undefined;
}
