import type { ConnectionId } from "../core/connection/connection-id.ts";
import type { NetworkId } from "../core/connection/network-id.ts";
import type { Leases } from "../reconcile/ports.ts";
import type { Table } from "./table.ts";

/** A lease as it is written; `expires` in seconds since 1970. */
interface Term {
  readonly holder: ConnectionId;
  readonly expires: number;
}

/**
 * Leases in the ledger's table, one item for each network: pk `lease#<network>`, sk `lease`.
 *
 * All holders take them in the same order and give back all when one is not to be had: nobody waits with a lease in
 * hand, so no circle of waiting can close.
 */
export function createLeases(table: Table): Leases {
  return {
    async acquire(networks, holder, { at, seconds }) {
      const now = Math.floor(Date.parse(at) / 1000);
      for (const network of inOrder(networks)) {
        const isTaken = await table.put(key(network), "lease", { holder, expires: now + seconds } satisfies Term, {
          ConditionExpression: "attribute_not_exists(pk) OR #data.expires <= :now OR #data.holder = :holder",
          ExpressionAttributeNames: { "#data": "data" },
          ExpressionAttributeValues: { ":now": now, ":holder": holder },
        });
        if (isTaken) continue;
        await release(networks, holder);
        const other = await table.get<Term>(key(network), "lease");
        return { network, ...(other === undefined ? {} : { holder: other.holder }) };
      }
      return undefined;
    },
    release,
  };

  async function release(networks: readonly NetworkId[], holder: ConnectionId): Promise<void> {
    for (const network of inOrder(networks)) {
      await table.remove(key(network), "lease", {
        ConditionExpression: "#data.holder = :holder",
        ExpressionAttributeNames: { "#data": "data" },
        ExpressionAttributeValues: { ":holder": holder },
      });
    }
  }
}

function inOrder(networks: readonly NetworkId[]): readonly NetworkId[] {
  return [...new Set(networks)].sort();
}

function key(network: NetworkId): string {
  return `lease#${network}`;
}
