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
import { ask } from "./faults.ts";

type Expressions = Omit<UpdateCommandInput, "TableName" | "Key">;
type Condition = Pick<Expressions, "ConditionExpression" | "ExpressionAttributeNames" | "ExpressionAttributeValues">;

/** A DynamoDB table of items `{ pk, sk, data }`. Every read is consistent; a write tells whether its condition held. */
export interface Table {
  get<T>(pk: string, sk: string): Promise<T | undefined>;
  query<T>(pk: string, prefix?: string): Promise<readonly T[]>;
  put(pk: string, sk: string, data: unknown, condition?: Condition): Promise<boolean>;
  update(pk: string, sk: string, expressions: Expressions): Promise<boolean>;
  remove(pk: string, sk: string, condition?: Condition): Promise<boolean>;
}

export function openTable(client: DynamoDBDocumentClient, name: string): Table {
  return {
    async get<T>(pk: string, sk: string) {
      const command = new GetCommand({ TableName: name, Key: { pk, sk }, ConsistentRead: true });
      const { Item } = await ask("read the ledger", () => client.send(command));
      return Item?.["data"] as T | undefined;
    },

    query<T>(pk: string, prefix = "") {
      const pages = paginateQuery(
        { client },
        {
          TableName: name,
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
    },

    put: (pk, sk, data, condition) =>
      write(() => client.send(new PutCommand({ TableName: name, Item: { pk, sk, data }, ...condition }))),
    update: (pk, sk, expressions) =>
      write(() => client.send(new UpdateCommand({ TableName: name, Key: { pk, sk }, ...expressions }))),
    remove: (pk, sk, condition) =>
      write(() => client.send(new DeleteCommand({ TableName: name, Key: { pk, sk }, ...condition }))),
  };
}

async function write(send: () => Promise<unknown>): Promise<boolean> {
  try {
    await ask("write the ledger", send);
    return true;
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false;
    throw error;
  }
}
