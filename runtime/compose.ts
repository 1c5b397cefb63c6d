import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SFNClient } from "@aws-sdk/client-sfn";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { Rotations } from "../reconcile/key-ports.ts";
import type { Deps, FlowLogger, RoundKeeper, Starter, VpnBuilder } from "../reconcile/ports.ts";
import { createAllocations } from "./allocations.ts";
import { createApprovals } from "./approvals.ts";
import { joinClouds } from "./clouds.ts";
import { type Environment, readEnvironment } from "./environment.ts";
import { createEvents } from "./events.ts";
import { createFlowLogs } from "./flow-logs.ts";
import { createLeases } from "./leases.ts";
import { createLedger } from "./ledger.ts";
import { loadProvider } from "./load-provider.ts";
import { createPolicies } from "./policies.ts";
import { createRotations } from "./rotations.ts";
import { createRounds } from "./rounds.ts";
import { openTable } from "./table.ts";
import { createWorkflows } from "./workflows.ts";

type VpnRecords = Pick<VpnBuilder, "allocations"> & { readonly rotations: Rotations };

/** Puts the real implementations behind the ports, from the function's environment. */
export function compose(): Deps & VpnRecords & Pick<FlowLogger, "flowLogs"> {
  const environment = readEnvironment(process.env);
  return {
    provider: joinClouds((cloud) => loadProvider(cloud, environment)),
    ...composeRecords(environment),
    flowLogs: createFlowLogs(environment),
    events: createEvents(new EventBridgeClient({}), environment.EVENT_BUS_NAME),
    places: environment.PLACES,
    graceSeconds: environment.GRACE_SECONDS,
    policies: createPolicies(async () => {
      const { SSMClient } = await import("@aws-sdk/client-ssm");
      return new SSMClient({});
    }, environment.POLICY_PARAMETER),
  };
}

/** For the steps that start executions: no cloud's client is loaded for them. */
export function composeStarter(): Starter {
  const { CONNECT_MACHINE_ARN, ROUNDS_MACHINE_ARN } = readEnvironment(process.env);
  if (CONNECT_MACHINE_ARN === undefined) throw new Error("CONNECT_MACHINE_ARN is not set");
  const connectRounds = ROUNDS_MACHINE_ARN === undefined ? {} : { connectRounds: ROUNDS_MACHINE_ARN };
  const workflows = createWorkflows(new SFNClient({}), { connectNetworks: CONNECT_MACHINE_ARN, ...connectRounds });
  return { ...composeRounds(), workflows };
}

export function composeRounds(): RoundKeeper {
  const { ledger, rounds } = composeRecords(readEnvironment(process.env));
  return { ledger, rounds };
}

/** All that is kept in the ledger's table. */
function composeRecords({
  LEDGER_TABLE,
}: Environment): Pick<Deps, "ledger" | "leases" | "approvals"> & VpnRecords & RoundKeeper {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({}), {
    marshallOptions: { removeUndefinedValues: true },
  });
  const table = openTable(client, LEDGER_TABLE);
  return {
    ledger: createLedger(table),
    leases: createLeases(table),
    allocations: createAllocations(table),
    rotations: createRotations(table),
    rounds: createRounds(table),
    approvals: createApprovals(table, async () => {
      const { SFNClient: Client } = await import("@aws-sdk/client-sfn");
      return new Client({});
    }),
  };
}
