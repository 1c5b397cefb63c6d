import { type LogLine as HostLine, LambdaHost } from "../../workflow/lambda-host.ts";
import type { VirtualClock } from "../../world/clock.ts";
import type { Fabric } from "../../world/fabric.ts";
import type { Faults } from "../../world/faults.ts";
import type { Journal } from "../../world/journal.ts";
import { SeededRandom } from "../../world/random.ts";
import { AwsError } from "./aws-error.ts";
import { Credentials } from "./credentials.ts";
import { type DynamoDb, dynamoDbService } from "./dynamodb/dynamodb.ts";
import { type Ec2Options, Ec2Service } from "./ec2/ec2-service.ts";
import { EventBridge } from "./events/event-bridge.ts";
import { eventsService } from "./events/events.ts";
import { FrontDoor } from "./front-door.ts";
import { iamService } from "./iam/iam.ts";
import { refusalOf } from "./iam/identity.ts";
import { Roles } from "./iam/roles.ts";
import { Functions } from "./lambda/functions.ts";
import { lambdaService } from "./lambda/lambda.ts";
import { Logs } from "./logs/logs.ts";
import { placeOf } from "./scoped.ts";
import { secretsManagerService } from "./secretsmanager/secrets-manager.ts";
import { listen, type RunningServer } from "./server.ts";
import { Sqs } from "./sqs/sqs.ts";
import { type ParameterStore, ssmService } from "./ssm/ssm.ts";
import { taskRunner } from "./states/integrations.ts";
import { StateMachines } from "./states/state-machines.ts";
import { statesService } from "./states/states.ts";
import { stsService } from "./sts/sts.ts";
import { WebIdentity } from "./sts/web-identity.ts";
import { TagEventSource } from "./tag-event-source.ts";

export interface AwsCloudOptions {
  readonly clock: VirtualClock;
  readonly journal: Journal;
  readonly faults: Faults;
  readonly seed: number;
  readonly accounts: readonly string[];
  readonly port: number;
  readonly ec2: Pick<Ec2Options, "throttling" | "limits">;
  /** How many processes a function may have at once; default: no limit. */
  readonly instances?: number | undefined;
  /** What joins AWS's tunnels to those of other clouds; default: one of its own. */
  readonly fabric?: Fabric;
  readonly warn: (message: string) => void;
}

/** All AWS services of the lab behind one endpoint. */
export interface AwsCloud {
  readonly endpoint: string;
  readonly random: SeededRandom;
  readonly credentials: Credentials;
  readonly ec2: Ec2Service;
  readonly tagEvents: TagEventSource;
  readonly roles: Roles;
  readonly webIdentity: WebIdentity;
  readonly functions: Functions;
  readonly machines: StateMachines;
  readonly bridge: EventBridge;
  readonly sqs: Sqs;
  readonly dynamoDb: DynamoDb;
  readonly parameters: ParameterStore;
  readonly logs: Logs;
  close(): Promise<void>;
}

export async function startAws(options: AwsCloudOptions): Promise<AwsCloud> {
  const { clock, seed, accounts } = options;
  // A stream of random numbers each: the ids that one service gives out do not depend on how busy another was.
  let streams = 0;
  const stream = () => new SeededRandom(seed * 1000 + streams++);
  const credentials = new Credentials({ accounts, random: stream() });
  const roles = new Roles(stream());
  const sqs = new Sqs(stream());
  const workflow = startWorkflow(options, { sqs, stream });
  const receive: TagEventSource["emit"] = (event) => workflow.bridge.ingest(workflow.bridge.buses.find(event), event);
  const tagEvents = new TagEventSource({ clock, random: stream(), receive });
  const ec2 = new Ec2Service({
    ...{ clock, random: stream(), ...options.ec2 },
    ...(options.fabric && { fabric: options.fabric }),
    emit: (event) => tagEvents.emit(event),
    isAccount: (account) => credentials.isAccount(account),
  });
  const webIdentity = new WebIdentity(stream());
  const parts = { credentials, ec2, tagEvents, roles, webIdentity, sqs, ...workflow };
  const stores = { dynamoDb: dynamoDbService(), parameters: ssmService({ clock }) };
  const server = await serve(options, { ...parts, ...stores }, stream);
  return {
    ...{ ...parts, ...stores, endpoint: server.endpoint, random: stream() },
    close: async () => {
      await workflow.functions.close();
      await server.close();
      await stores.dynamoDb.close();
    },
  };
}

interface Base {
  readonly sqs: Sqs;
  readonly stream: () => SeededRandom;
}

/** Functions, machines and events, which call one another. */
function startWorkflow({ clock, faults, instances }: AwsCloudOptions, { sqs, stream }: Base) {
  const logs = new Logs(clock);
  const host = new LambdaHost({ random: stream(), onLog: (line) => writeLog(line), instances });
  const functions = new Functions({ host, clock });
  const writeLog = ({ functionName, line }: HostLine) => {
    const fn = functions.list().find(({ name }) => name === functionName);
    if (fn === undefined) return;
    const group = fn.env["AWS_LAMBDA_LOG_GROUP_NAME"] ?? `/aws/lambda/${functionName}`;
    logs.write(placeOf(fn.arn), { group, timestamp: clock.now(), message: line });
  };
  const machines: StateMachines = new StateMachines({
    clock,
    random: stream(),
    runTask: taskRunner({
      ...{ clock, faults, functions },
      start: (request) => machines.start(request),
      putEvents: (place, roleArn, Entries) => {
        const caller = { account: place.account, arn: roleArn, userId: place.account, roleArn };
        return bridge.putEvents(place, caller, { Entries: Entries.map((entry) => ({ Resources: [], ...entry })) });
      },
      sendMessage: (url, body) => sqs.sendTo(url, body),
    }),
  });
  const nameStream = stream();
  const bridge: EventBridge = new EventBridge({
    ...{ clock, random: stream() },
    ports: {
      startExecution: (stateMachineArn, input, event) => {
        const fault = faults.strike({ service: "states", action: "StartExecution", ...placeOf(stateMachineArn) });
        if (fault?.when === "before")
          throw new AwsError(fault.code ?? "InternalFailure", fault.message ?? "", fault.status);
        // EventBridge names the executions that it starts after the event.
        machines.start({ stateMachineArn, input, name: `${event.id}_${nameStream.uuid()}` });
      },
      invokeFunction: async (arn, input) => {
        await functions.invoke(functions.find(arn, placeOf(arn)), input);
      },
      sendMessage: (arn, body, attributes = {}) => {
        const strings = Object.entries(attributes).map(([key, StringValue]) => [
          key,
          { DataType: "String", StringValue },
        ]);
        sqs.send(arn, body, Object.fromEntries(strings));
      },
    },
  });
  return { logs, functions, machines, bridge };
}

type Parts = Omit<AwsCloud, "endpoint" | "random" | "close">;

function serve(options: AwsCloudOptions, parts: Parts, stream: () => SeededRandom): Promise<RunningServer> {
  const { clock, journal, faults, warn } = options;
  const { credentials, roles, webIdentity, functions, machines, bridge } = parts;
  const ids = stream();
  const requestId = () => ids.uuid();
  const door = new FrontDoor({
    ...{ clock, journal, faults, credentials, warn, random: ids },
    refusal: (call) => refusalOf(roles, call),
    services: [
      parts.ec2,
      stsService({ credentials, roles, webIdentity, requestId, wallClock: () => Date.now() }),
      iamService({ roles, requestId }),
      eventsService(bridge, credentials),
      statesService(machines),
      lambdaService(functions),
      parts.dynamoDb,
      parts.parameters,
      secretsManagerService({ clock, random: stream() }),
      parts.sqs.service,
      parts.logs.service,
    ],
  });
  return listen(door, options.port);
}
