import type { Remover } from "./ports.ts";
import { assertUnwanted, disown, type RemovalInput } from "./removal.ts";
import { endTurn, takeTurn } from "./turns.ts";

export interface RemovePeeringInput extends RemovalInput {
  /** ISO 8601: now. */
  readonly at: string;
}

export interface RemovePeeringOutput {
  readonly done: boolean;
  /** Seconds after which it is worth looking again. */
  readonly wait: number;
}

/**
 * Takes the connection's peering away, both halves where it has two, while nobody else writes to the networks.
 *
 * @throws Busy while another connection writes to one of them
 */
export async function removePeering(
  { provider, ledger, leases }: Remover,
  { at, ...input }: RemovePeeringInput,
): Promise<RemovePeeringOutput> {
  const { connection, requester, accepter } = input;
  await assertUnwanted(ledger, input);
  await takeTurn(leases, { connection, requester, accepter, at });
  const made = (await ledger.ownedObjects(connection)).filter(({ kind }) => kind === "peering");
  for (const { id } of made) {
    const { done, wait } = await provider.removePeering({ requester, accepter }, connection, id);
    if (!done) return { done, wait };
  }
  await endTurn(leases, { connection, requester, accepter });
  for (const network of [requester, accepter]) await disown(ledger, { connection, network }, ["peering"]);
  return { done: true, wait: 0 };
}
