import { Superseded } from "../core/faults.ts";
import type { Rotation, Rotations } from "../reconcile/key-ports.ts";
import type { Table } from "./table.ts";

/** Rotations of keys in the ledger's table: pk the connection's id, sk `rotation`. */
export function createRotations(table: Table): Rotations {
  return {
    read: (connection) => table.get<Rotation>(connection, "rotation"),
    take: async (rotation) => void (await table.put(rotation.connection, "rotation", rotation)),
    async advance(rotation) {
      const held = await table.put(rotation.connection, "rotation", rotation, {
        ConditionExpression: "#data.#runner = :runner",
        ExpressionAttributeNames: { "#data": "data", "#runner": "runner" },
        ExpressionAttributeValues: { ":runner": rotation.runner },
      });
      if (!held) throw new Superseded(`another execution replaces the keys of ${rotation.connection}: see that one`);
    },
  };
}
