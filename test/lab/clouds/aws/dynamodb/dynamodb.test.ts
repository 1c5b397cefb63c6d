import { CreateTableCommand, DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { Lab } from "../../../../../lab/lab.ts";
import { clientConfig, HUB, MEMBER, startTestLab } from "../server/lab-clients.ts";

const TABLE = new CreateTableCommand({
  TableName: "ledger",
  AttributeDefinitions: [{ AttributeName: "pk", AttributeType: "S" }],
  KeySchema: [{ AttributeName: "pk", KeyType: "HASH" }],
  BillingMode: "PAY_PER_REQUEST",
});

describe("lab/clouds/aws/dynamodb", () => {
  let lab: Lab;
  beforeEach(async () => {
    lab = await startTestLab();
  });
  afterEach(() => lab.close());

  it("given two accounts, then each has tables of its own", async () => {
    const hub = new DynamoDBClient(clientConfig(lab, HUB));
    const member = new DynamoDBClient(clientConfig(lab, MEMBER));
    await hub.send(TABLE);
    await hub.send(new PutItemCommand({ TableName: "ledger", Item: { pk: { S: "a" }, n: { N: "1" } } }));
    const get = new GetItemCommand({ TableName: "ledger", Key: { pk: { S: "a" } } });
    expect((await hub.send(get)).Item).toEqual({ pk: { S: "a" }, n: { N: "1" } });
    await expect(member.send(get)).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });

  it("given a condition that fails, then the journal has the error and the write", async () => {
    const hub = new DynamoDBClient(clientConfig(lab));
    await hub.send(TABLE);
    const put = new PutItemCommand({
      TableName: "ledger",
      Item: { pk: { S: "a" } },
      ConditionExpression: "attribute_not_exists(pk)",
    });
    await hub.send(put);
    await expect(hub.send(put)).rejects.toMatchObject({ name: "ConditionalCheckFailedException" });
    expect(lab.journal.entries.at(-1)).toMatchObject({
      ...{ action: "PutItem", write: true, error: "ConditionalCheckFailedException" },
    });
  });
});
