import type { NetworkId } from "../core/connection/network-id.ts";
import type { RouteChange } from "../core/plan/change.ts";
import { routeId } from "../core/plan/routes.ts";
import type { Remover } from "./ports.ts";
import { assertUnwanted, disown, ownedOf, type RemovalInput } from "./removal.ts";

export interface RemoveRoutesOutput {
  readonly routes: number;
}

/**
 * Takes away the routes that we made and that still lead to a peering of the connection; one that somebody has led
 * elsewhere since is theirs.
 */
export async function removeRoutes({ provider, ledger }: Remover, input: RemovalInput): Promise<RemoveRoutesOutput> {
  const { connection, requester, accepter } = input;
  await assertUnwanted(ledger, input);
  const objects = await ledger.ownedObjects(connection);
  const peerings = objects.flatMap(({ kind, id }) => (kind === "peering" ? [id] : []));
  let routes = 0;
  for (const network of [requester, accepter]) {
    const made = await ownedOf(ledger, { connection, network }, ["route"]);
    if (made.length === 0) continue;
    const changes = await standingRoutes(provider, network, { made: new Set(made.map(({ id }) => id)), peerings });
    for (const [peering, some] of Map.groupBy(changes, ({ peering }) => peering)) {
      await provider.applyRoutes(
        network,
        peering,
        some.map(({ change }) => change),
      );
    }
    await disown(ledger, { connection, network }, ["route"]);
    routes += changes.length;
  }
  return { routes };
}

interface Leading {
  readonly peering: string;
  readonly change: RouteChange;
}

async function standingRoutes(
  provider: Remover["provider"],
  network: NetworkId,
  { made, peerings }: { readonly made: ReadonlySet<string>; readonly peerings: readonly string[] },
): Promise<readonly Leading[]> {
  const tables = (await provider.readRouteTables([network])).get(network) ?? [];
  return tables.flatMap(({ id: table, routes }) =>
    routes.flatMap(({ destination, target }): readonly Leading[] => {
      if (target.kind !== "peering" || !peerings.includes(target.id) || !made.has(routeId(table, destination)))
        return [];
      const reason = "the connection is taken away";
      return [{ peering: target.id, change: { action: "delete", network, table, destination, reason } }];
    }),
  );
}
