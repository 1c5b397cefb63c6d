import { CreateTableCommand, DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { Lab } from "../../lab/lab.ts";
import { openTable, type Table } from "../../runtime/table.ts";
import { clientConfig } from "../lab/clouds/aws/server/lab-clients.ts";

/** An empty table with the ledger's keys, and the client that it is reached by. */
export async function createTable(lab: Lab, name: string): Promise<{ table: Table; client: DynamoDBDocumentClient }> {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient(clientConfig(lab)));
  await client.send(
    new CreateTableCommand({
      TableName: name,
      AttributeDefinitions: ["pk", "sk"].map((key) => ({ AttributeName: key, AttributeType: "S" })),
      KeySchema: [
        { AttributeName: "pk", KeyType: "HASH" },
        { AttributeName: "sk", KeyType: "RANGE" },
      ],
      BillingMode: "PAY_PER_REQUEST",
    }),
  );
  return { table: openTable(client, name), client };
}
