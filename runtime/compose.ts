import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { EventBridgeClient } from "@aws-sdk/client-eventbridge";
import { SFNClient } from "@aws-sdk/client-sfn";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import type { Provider } from "../providers/provider.ts";
import type { Deps, Workflows } from "../reconcile/ports.ts";
import { type Environment, readEnvironment } from "./environment.ts";
import { createEvents } from "./events.ts";
import { createLedger } from "./ledger.ts";
import { createWorkflows } from "./workflows.ts";

/** Puts the real implementations behind the ports, from the function's environment. */
export async function compose(): Promise<Deps> {
  const environment = readEnvironment(process.env);
  return {
    provider: await loadProvider(environment),
    ledger: composeLedger(environment),
    events: createEvents(new EventBridgeClient({}), environment.EVENT_BUS_NAME),
    places: environment.PLACES,
  };
}

/** What `StartConnections` needs: no cloud's client is loaded for it. */
export function composeStarter(): { readonly ledger: Deps["ledger"]; readonly workflows: Workflows } {
  const environment = readEnvironment(process.env);
  if (environment.CONNECT_MACHINE_ARN === undefined) throw new Error("CONNECT_MACHINE_ARN is not set");
  return {
    ledger: composeLedger(environment),
    workflows: createWorkflows(new SFNClient({}), environment.CONNECT_MACHINE_ARN),
  };
}

function composeLedger({ LEDGER_TABLE }: Environment): Deps["ledger"] {
  const client = DynamoDBDocumentClient.from(new DynamoDBClient({}), {
    marshallOptions: { removeUndefinedValues: true },
  });
  return createLedger(client, LEDGER_TABLE);
}

/** Each cloud's client is heavy: it is its own chunk of the bundle, loaded where it is used. */
async function loadProvider(environment: Environment): Promise<Provider> {
  const { createAwsProvider } = await import("../providers/aws/provider.ts");
  const { HUB_ACCOUNT, MEMBER_ROLE_NAME, MEMBER_EXTERNAL_ID, AWS_LAMBDA_FUNCTION_NAME } = environment;
  const externalId = MEMBER_EXTERNAL_ID === undefined ? {} : { externalId: MEMBER_EXTERNAL_ID };
  const sessionName = AWS_LAMBDA_FUNCTION_NAME.slice(0, 64);
  const config = { hubAccount: HUB_ACCOUNT, memberRoleName: MEMBER_ROLE_NAME, sessionName, ...externalId };
  return createAwsProvider(config, Date.now);
}
