import type { ConnectionId, Pair } from "../core/connection/connection-id.ts";
import type { NetworkId } from "../core/connection/network-id.ts";
import type { OwnedObject } from "../providers/provider.ts";
import { assertSameIntent } from "./directory.ts";
import type { Fingerprints, Ledger } from "./ports.ts";

/** What every step is told that takes a connection away. */
export interface RemovalInput extends Pair {
  readonly connection: ConnectionId;
  /** The intent of both sides by which nobody wants the connection. */
  readonly fingerprints: Fingerprints;
}

type Books = Pick<Ledger, "networks" | "ownedObjects" | "disownObjects">;

/** @throws Superseded when a tag has changed since: somebody may want the connection again */
export async function assertUnwanted(ledger: Pick<Ledger, "networks">, input: RemovalInput): Promise<void> {
  assertSameIntent(await ledger.networks(), input, input.fingerprints);
}

/** What we made of these kinds for a connection, in one network. */
export async function ownedOf(
  ledger: Pick<Ledger, "ownedObjects">,
  { connection, network }: { readonly connection: ConnectionId; readonly network: NetworkId },
  kinds: readonly OwnedObject["kind"][],
): Promise<readonly OwnedObject[]> {
  const objects = await ledger.ownedObjects(connection);
  return objects.filter((object) => object.network === network && kinds.includes(object.kind));
}

/** Strikes out what has been taken away. */
export async function disown(
  ledger: Books,
  where: { readonly connection: ConnectionId; readonly network: NetworkId },
  kinds: readonly OwnedObject["kind"][],
): Promise<void> {
  const gone = await ownedOf(ledger, where, kinds);
  if (gone.length > 0) await ledger.disownObjects(where.connection, gone);
}
