import { DynamoDBClient, paginateListTables } from "@aws-sdk/client-dynamodb";
import { DescribeExecutionCommand, SFNClient, StartExecutionCommand } from "@aws-sdk/client-sfn";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { Invalid } from "../core/faults.ts";
import type { Approvals } from "../reconcile/approval-ports.ts";
import type { Ledger } from "../reconcile/ports.ts";
import { createApprovals } from "./approvals.ts";
import { createLedger } from "./ledger.ts";
import { openTable } from "./table.ts";

export interface HubAddress {
  /** @default the one that the SDK finds in its environment */
  readonly region?: string;
  /** Where AWS is when it is not the real one. */
  readonly endpoint?: string;
  /** @default those that the SDK finds in its environment */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** The ledger's table. @default the only one whose name is a ledger's */
  readonly table?: string;
}

/** A deployed hub, as a person's own credentials reach it. */
export interface Hub {
  readonly ledger: Ledger;
  readonly approvals: Approvals;
  /** Who is asking, as AWS knows them. */
  readonly caller: string;
  /** Starts one of our machines; gives the execution's ARN. */
  start(machine: string, input: unknown): Promise<string>;
  observe(execution: string): Promise<Execution>;
}

export interface Execution {
  readonly status: "RUNNING" | "ENDED" | "FAILED";
  /** What it ended with. */
  readonly output?: unknown;
  /** Why it failed. */
  readonly failure?: { readonly error: string; readonly cause: string };
}

/** @throws Invalid when there is not one ledger in the region */
export async function openHub({ table, ...place }: HubAddress): Promise<Hub> {
  const database = new DynamoDBClient(place);
  const machines = new SFNClient(place);
  const { Arn = "", Account } = await new STSClient(place).send(new GetCallerIdentityCommand({}));
  const [, partition] = Arn.split(":");
  const region = await machines.config.region();
  const client = DynamoDBDocumentClient.from(database, { marshallOptions: { removeUndefinedValues: true } });
  const records = openTable(client, table ?? (await findLedger(database, region)));
  return {
    ledger: createLedger(records),
    approvals: createApprovals(records, async () => machines),
    caller: Arn,
    async start(machine, input) {
      const stateMachineArn = `arn:${partition}:states:${region}:${Account}:stateMachine:crosspeer-${machine}`;
      const command = new StartExecutionCommand({ stateMachineArn, input: JSON.stringify(input) });
      const { executionArn = "" } = await machines.send(command);
      return executionArn;
    },
    async observe(executionArn) {
      const { status, output, error, cause } = await machines.send(new DescribeExecutionCommand({ executionArn }));
      if (status === "RUNNING") return { status };
      if (status === "SUCCEEDED") return { status: "ENDED", output: JSON.parse(output ?? "null") };
      return { status: "FAILED", failure: { error: error ?? `${status}`, cause: cause ?? "" } };
    },
  };
}

async function findLedger(client: DynamoDBClient, region: string): Promise<string> {
  const names: string[] = [];
  for await (const { TableNames = [] } of paginateListTables({ client }, {})) names.push(...TableNames);
  const ledgers = names.filter((name) => /CrosspeerLedger/i.test(name));
  const [only] = ledgers;
  if (only !== undefined && ledgers.length === 1) return only;
  const found = ledgers.length === 0 ? "no ledger of crosspeer" : `several ledgers (${ledgers.join(", ")})`;
  throw new Invalid(`${region} has ${found}: give the hub's region by --region or the table by --table`);
}
