import type { ConnectionId } from "../core/connection/connection-id.ts";
import type { OwnedObject } from "../providers/provider.ts";
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

/** Writes down what is ours and is not written down yet: a look that is repeated for an hour finds the same each time. */
export async function noteOwned(
  ledger: Pick<Ledger, "ownObjects" | "ownedObjects">,
  connection: ConnectionId,
  objects: readonly OwnedObject[],
): Promise<void> {
  if (objects.length === 0) return;
  const known = new Set((await ledger.ownedObjects(connection)).map(keyOf));
  const added = objects.filter((object) => !known.has(keyOf(object)));
  if (added.length > 0) await ledger.ownObjects(connection, added);
}

function keyOf({ kind, network, id }: OwnedObject): string {
  return `${kind} ${network} ${id}`;
}

/**
 * What serves a connection: the peering that was last made for it, noted when it was asked for, however the execution
 * ended, or the connection's id where there is anything of a VPN.
 */
export async function standingPeering(ledger: Ledger, connection: ConnectionId): Promise<string | undefined> {
  const objects = await ledger.ownedObjects(connection);
  const peering = objects.findLast(({ kind }) => kind === "peering");
  return peering?.id ?? (objects.some(({ kind }) => partsOfVpn.has(kind)) ? connection : undefined);
}

const partsOfVpn: ReadonlySet<OwnedObject["kind"]> = new Set(["gateway", "tunnel", "propagation", "vpn-route"]);
