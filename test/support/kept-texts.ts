import { DynamoDBClient, ListTablesCommand, ScanCommand } from "@aws-sdk/client-dynamodb";
import { GetSecretValueCommand, ListSecretsCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { type HistoryEvent, paginateGetExecutionHistory, SFNClient } from "@aws-sdk/client-sfn";
import { hub } from "../../lab/scenarios/accounts.ts";
import type { DeployedWorld } from "./deployed-world.ts";

/** The value of every pre-shared key of the hub, as its root user may read them. */
export async function preSharedKeys({ lab }: DeployedWorld): Promise<readonly string[]> {
  const client = new SecretsManagerClient(root(lab.endpoint));
  const { SecretList = [] } = await client.send(new ListSecretsCommand({}));
  const own = SecretList.filter(({ Name }) => Name?.startsWith("crosspeer/"));
  const values = await Promise.all(own.map(({ ARN }) => client.send(new GetSecretValueCommand({ SecretId: ARN }))));
  return values.map(({ SecretString = "" }) => SecretString);
}

/** All that is kept about what crosspeer did, by what keeps it. */
export async function keptTexts({ lab }: DeployedWorld): Promise<ReadonlyMap<string, string>> {
  const executions = lab.executions();
  const client = new SFNClient(root(lab.endpoint));
  const histories = await Promise.all(executions.map(({ arn }) => historyOf(client, arn)));
  const dynamodb = new DynamoDBClient(root(lab.endpoint));
  const { TableNames = [] } = await dynamodb.send(new ListTablesCommand({}));
  const tables = await Promise.all(TableNames.map((TableName) => dynamodb.send(new ScanCommand({ TableName }))));
  return new Map([
    ["inputs and outputs of executions", JSON.stringify(executions)],
    ["histories of executions", JSON.stringify(histories)],
    ["logs of functions", JSON.stringify(lab.functionLogs())],
    ["the journal", JSON.stringify(lab.journal.entries)],
    ["events", JSON.stringify(lab.events())],
    ["the ledger", JSON.stringify(tables.map(({ Items }) => Items))],
  ]);
}

async function historyOf(client: SFNClient, executionArn: string): Promise<readonly HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  for await (const page of paginateGetExecutionHistory({ client }, { executionArn }))
    events.push(...(page.events ?? []));
  return events;
}

function root(endpoint: string) {
  return {
    endpoint,
    region: hub.region,
    credentials: { accessKeyId: `LABK${hub.account}`, secretAccessKey: "any" },
  };
}
