import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateQuery,
  UpdateCommand,
  type UpdateCommandInput,
} from "@aws-sdk/lib-dynamodb";
import type { ConnectionId } from "../core/connection/connection-id.ts";
import type { OwnedObject } from "../providers/provider.ts";
import type { ConnectionRecord, Ledger, NetworkRecord, WrittenPlan } from "../reconcile/ports.ts";
import { ask } from "./faults.ts";

type Expressions = Omit<UpdateCommandInput, "TableName" | "Key">;

/**
 * The ledger in one DynamoDB table, every read consistent, every write of one item:
 *
 *     pk                 sk                  item
 *     networks           <network>           NetworkRecord: the directory
 *     connections        <connection>        ConnectionRecord
 *     network#<network>  <connection>        ConnectionRecord again, to find it from either network
 *     <connection>       generation          number of the next execution
 *     <connection>       plan                the plan being carried out
 *     <connection>       <object>            an object that we made: object#<kind>#<network>#<id>
 *
 * What is read is not parsed again: nothing else writes to this table.
 */
export function createLedger(client: DynamoDBDocumentClient, table: string): Ledger {
  return {
    networks: () => query<NetworkRecord>("networks"),
    putNetwork: (record) => put("networks", record.id, record),
    async tellNetwork(id, { status, problems }) {
      await update("networks", id, {
        UpdateExpression: `${status === undefined ? "REMOVE" : "SET"} #data.#status${status === undefined ? " SET" : " = :status,"} #data.problems = :problems`,
        ConditionExpression: "attribute_exists(pk)",
        ExpressionAttributeNames: { "#data": "data", "#status": "status" },
        ExpressionAttributeValues: { ":problems": problems, ...(status === undefined ? {} : { ":status": status }) },
      });
    },
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
    plan: (id) => get<WrittenPlan>(id, "plan"),

    async ownObjects(id, objects) {
      for (const object of objects) await put(id, objectKey(object), object);
    },
    async disownObjects(id, objects) {
      for (const object of objects) await remove(id, objectKey(object));
    },
    ownedObjects: (id) => query<OwnedObject>(id, "object#"),
  };

  function raiseGeneration(id: ConnectionId, atLeast: number): Promise<void> {
    return update(id, "generation", {
      UpdateExpression: "SET #data = :atLeast",
      ConditionExpression: "attribute_not_exists(#data) OR #data < :atLeast",
      ExpressionAttributeNames: { "#data": "data" },
      ExpressionAttributeValues: { ":atLeast": atLeast },
    });
  }

  /** An update whose condition does not hold has nothing to do. */
  async function update(pk: string, sk: string, expressions: Expressions): Promise<void> {
    try {
      const command = new UpdateCommand({ TableName: table, Key: { pk, sk }, ...expressions });
      await ask("update the ledger", () => client.send(command));
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }

  async function get<T>(pk: string, sk: string): Promise<T | undefined> {
    const command = new GetCommand({ TableName: table, Key: { pk, sk }, ConsistentRead: true });
    const { Item } = await ask("read the ledger", () => client.send(command));
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
    return ask("read the ledger", async () => {
      const items: T[] = [];
      for await (const page of pages) items.push(...(page.Items ?? []).map((item) => item["data"] as T));
      return items;
    });
  }

  async function put(pk: string, sk: string, data: unknown): Promise<void> {
    const command = new PutCommand({ TableName: table, Item: { pk, sk, data } });
    await ask("write the ledger", () => client.send(command));
  }

  async function remove(pk: string, sk: string): Promise<void> {
    const command = new DeleteCommand({ TableName: table, Key: { pk, sk } });
    await ask("write the ledger", () => client.send(command));
  }
}

/** Both halves of a peering may bear one name: the network tells them apart. */
function objectKey({ kind, network, id }: OwnedObject): string {
  return `object#${kind}#${network}#${id}`;
}
