import type { ConnectionId } from "../core/connection/connection-id.ts";
import type { Doubt } from "../core/connection/damp.ts";
import type { OwnedObject } from "../providers/provider.ts";
import type { ConnectionRecord, Ledger, NetworkRecord, SavedTunnels, WrittenPlan } from "../reconcile/ports.ts";
import type { Table } from "./table.ts";

/**
 * The ledger in one DynamoDB table, every read consistent, every write of one item:
 *
 *     pk                 sk                  item
 *     networks           <network>           NetworkRecord: the directory
 *     connections        <connection>        ConnectionRecord
 *     network#<network>  <connection>        ConnectionRecord again, to find it from either network
 *     doubts             <connection>        Doubt: what a health check has seen once
 *     <connection>       generation          number of the next execution
 *     <connection>       plan                the plan being carried out
 *     <connection>       tunnels             SavedTunnels: addresses, ASNs, names of secrets
 *     <connection>       <object>            an object that we made: object#<kind>#<network>#<id>
 *
 * What is read is not parsed again: nothing else writes to this table.
 */
export function createLedger(table: Table): Ledger {
  return {
    networks: () => table.query<NetworkRecord>("networks"),
    putNetwork: async (record) => void (await table.put("networks", record.id, record)),
    async tellNetwork(id, { status, problems }) {
      await table.update("networks", id, {
        UpdateExpression: `${status === undefined ? "REMOVE" : "SET"} #data.#status${status === undefined ? " SET" : " = :status,"} #data.problems = :problems`,
        ConditionExpression: "attribute_exists(pk)",
        ExpressionAttributeNames: { "#data": "data", "#status": "status" },
        ExpressionAttributeValues: { ":problems": problems, ...(status === undefined ? {} : { ":status": status }) },
      });
    },
    removeNetwork: async (id) => void (await table.remove("networks", id)),

    connectionsOf: (network) => table.query<ConnectionRecord>(`network#${network}`),
    connection: (id) => table.get<ConnectionRecord>("connections", id),
    connections: () => table.query<ConnectionRecord>("connections"),
    async putConnection(record) {
      // The record that says whether anything is new goes last, so that a crash in between is made good.
      await table.put(`network#${record.requester}`, record.id, record);
      await table.put(`network#${record.accepter}`, record.id, record);
      await table.put("connections", record.id, record);
    },
    async removeConnection({ id, requester, accepter }) {
      await table.remove(id, "plan");
      await table.remove(id, "tunnels");
      await table.remove(id, "rotation");
      await table.remove(id, "approval");
      for (const object of await table.query<OwnedObject>(id, "object#")) await table.remove(id, objectKey(object));
      await table.remove("connections", id);
      await table.remove(`network#${requester}`, id);
      await table.remove(`network#${accepter}`, id);
    },

    async doubts() {
      const found = await table.query<Doubt & { readonly connection: ConnectionId }>("doubts");
      return new Map(found.map(({ connection, ...doubt }) => [connection, doubt]));
    },
    doubt: async (id, doubt) =>
      void (await (doubt === undefined
        ? table.remove("doubts", id)
        : table.put("doubts", id, { ...doubt, connection: id }))),

    generation: async (id) => (await table.get<number>(id, "generation")) ?? 0,
    async raiseGeneration(id, atLeast) {
      await table.update(id, "generation", {
        UpdateExpression: "SET #data = :atLeast",
        ConditionExpression: "attribute_not_exists(#data) OR #data < :atLeast",
        ExpressionAttributeNames: { "#data": "data" },
        ExpressionAttributeValues: { ":atLeast": atLeast },
      });
    },

    savePlan: async (plan) => void (await table.put(plan.connection, "plan", plan)),
    plan: (id) => table.get<WrittenPlan>(id, "plan"),

    saveTunnels: async (tunnels) => void (await table.put(tunnels.plan.connection, "tunnels", tunnels)),
    tunnels: (id) => table.get<SavedTunnels>(id, "tunnels"),
    forgetTunnels: async (id) => void (await table.remove(id, "tunnels")),

    async ownObjects(id, objects) {
      for (const object of objects) await table.put(id, objectKey(object), object);
    },
    async disownObjects(id, objects) {
      for (const object of objects) await table.remove(id, objectKey(object));
    },
    ownedObjects: (id) => table.query<OwnedObject>(id, "object#"),
  };
}

/** Both halves of a peering may bear one name: the network tells them apart. */
function objectKey({ kind, network, id }: OwnedObject): string {
  return `object#${kind}#${network}#${id}`;
}
