import type { ConnectionId } from "../core/connection/connection-id.ts";
import type { Ledger } from "./ports.ts";

/** What the ledger says that we made for a connection, as plans ask for it. */
export interface Owned {
  /** Oldest first. */
  readonly formerPeerings: readonly string[];
  readonly isOwnedRoute: (route: string) => boolean;
}

export async function readOwned(ledger: Ledger, connection: ConnectionId): Promise<Owned> {
  const objects = await ledger.ownedObjects(connection);
  const routes = new Set(objects.flatMap(({ kind, id }) => (kind === "route" ? [id] : [])));
  return {
    formerPeerings: objects.flatMap(({ kind, id }) => (kind === "peering" ? [id] : [])),
    isOwnedRoute: (route) => routes.has(route),
  };
}

/** The peering that was last made for a connection: noted when it was asked for, however the execution ended. */
export async function standingPeering(ledger: Ledger, connection: ConnectionId): Promise<string | undefined> {
  return (await readOwned(ledger, connection)).formerPeerings.at(-1);
}
