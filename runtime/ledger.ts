import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateQuery,
  UpdateCommand,
} from "@aws-sdk/lib-dynamodb";
import type { ConnectionId } from "../core/connection/connection-id.ts";
import type { Plan } from "../core/plan/change.ts";
import type { OwnedObject } from "../providers/provider.ts";
import type { ConnectionRecord, Ledger, NetworkRecord } from "../reconcile/ports.ts";

/**
 * The ledger in one DynamoDB table, every read consistent, every write of one item:
 *
 *     pk                 sk                  item
 *     networks           <network>           NetworkRecord: the directory
 *     connections        <connection>        ConnectionRecord
 *     network#<network>  <connection>        ConnectionRecord again, to find it from either network
 *     <connection>       generation          number of the next execution
 *     <connection>       plan                the plan being carried out
 *     <connection>       object#<kind>#<id>  an object that we made
 *
 * What is read is not parsed again: nothing else writes to this table.
 */
export function createLedger(client: DynamoDBDocumentClient, table: string): Ledger {
  return {
    networks: () => query<NetworkRecord>("networks"),
    putNetwork: (record) => put("networks", record.id, record),
    removeNetwork: (id) => remove("networks", id),

    connectionsOf: (network) => query<ConnectionRecord>(`network#${network}`),
    connection: (id) => get<ConnectionRecord>("connections", id),
    connections: () => query<ConnectionRecord>("connections"),
    async putConnection(record) {
      // The record that says whether anything is new goes last, so that a crash in between is made good.
      await put(`network#${record.requester}`, record.id, record);
      await put(`network#${record.accepter}`, record.id, record);
      await put("connections", record.id, record);
    },
    async removeConnection({ id, requester, accepter }) {
      await remove("connections", id);
      await remove(`network#${requester}`, id);
      await remove(`network#${accepter}`, id);
    },

    generation: async (id) => (await get<number>(id, "generation")) ?? 0,
    raiseGeneration,

    savePlan: (plan) => put(plan.connection, "plan", plan),
    plan: (id) => get<Plan>(id, "plan"),

    async ownObjects(id, objects) {
      for (const object of objects) await put(id, `object#${object.kind}#${object.id}`, object);
    },
    ownedObjects: (id) => query<OwnedObject>(id, "object#"),
  };

  async function raiseGeneration(id: ConnectionId, atLeast: number): Promise<void> {
    try {
      await client.send(
        new UpdateCommand({
          TableName: table,
          Key: { pk: id, sk: "generation" },
          UpdateExpression: "SET #data = :atLeast",
          ConditionExpression: "attribute_not_exists(#data) OR #data < :atLeast",
          ExpressionAttributeNames: { "#data": "data" },
          ExpressionAttributeValues: { ":atLeast": atLeast },
        }),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }

  async function get<T>(pk: string, sk: string): Promise<T | undefined> {
    const { Item } = await client.send(new GetCommand({ TableName: table, Key: { pk, sk }, ConsistentRead: true }));
    return Item?.["data"] as T | undefined;
  }

  async function query<T>(pk: string, prefix = ""): Promise<readonly T[]> {
    const pages = paginateQuery(
      { client },
      {
        TableName: table,
        ConsistentRead: true,
        KeyConditionExpression: prefix === "" ? "pk = :pk" : "pk = :pk AND begins_with(sk, :prefix)",
        ExpressionAttributeValues: { ":pk": pk, ...(prefix === "" ? {} : { ":prefix": prefix }) },
      },
    );
    const items: T[] = [];
    for await (const page of pages) items.push(...(page.Items ?? []).map((item) => item["data"] as T));
    return items;
  }

  async function put(pk: string, sk: string, data: unknown): Promise<void> {
    await client.send(new PutCommand({ TableName: table, Item: { pk, sk, data } }));
  }

  async function remove(pk: string, sk: string): Promise<void> {
    await client.send(new DeleteCommand({ TableName: table, Key: { pk, sk } }));
  }
}
