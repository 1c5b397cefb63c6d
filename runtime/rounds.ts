import type { Rounds, WaitingPair } from "../reconcile/ports.ts";
import type { Table } from "./table.ts";

/**
 * The line of connections that take turns, in the ledger's table: pk `rounds`, sk the connection's id, and the number of
 * the next execution under sk `generation`.
 */
export function createRounds(table: Table): Rounds {
  return {
    waiting: () => table.query<WaitingPair>("rounds", "cx-"),
    async join(pairs) {
      for (const pair of pairs) await table.put("rounds", pair.connection, pair);
    },
    async leave(connections) {
      for (const connection of connections) await table.remove("rounds", connection);
    },

    generation: async () => (await table.get<number>("rounds", "generation")) ?? 0,
    async raiseGeneration(atLeast) {
      await table.update("rounds", "generation", {
        UpdateExpression: "SET #data = :atLeast",
        ConditionExpression: "attribute_not_exists(#data) OR #data < :atLeast",
        ExpressionAttributeNames: { "#data": "data" },
        ExpressionAttributeValues: { ":atLeast": atLeast },
      });
    },
  };
}
