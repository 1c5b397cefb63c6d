import { Aws, Duration, RemovalPolicy } from "aws-cdk-lib";
import type { IEventBus } from "aws-cdk-lib/aws-events";
import { type IRole, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import {
  ApplicationLogLevel,
  Architecture,
  type Code,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from "aws-cdk-lib/aws-lambda";
import { LogGroup } from "aws-cdk-lib/aws-logs";
import { Construct } from "constructs";
import type { Config } from "./config.ts";
import type { Ledger } from "./ledger.ts";
import { acknowledgeNetworkWildcards, networkStatements } from "./network-policy.ts";
import { permissions } from "./permissions.ts";
import { grantSecrets } from "./secret-policy.ts";
import type { StepName } from "./step-permissions.ts";
import { pascalCase } from "./substitutions.ts";

/** The path of the functions' roles, by which the member role's trust policy knows them. */
export const functionRolePath = "/crosspeer/";

/** The document by which the hub's owner says what may be joined; it is made by hand, or is not there. */
export const policyParameter = "/crosspeer/policy";

/** What all steps have in common. */
export interface StepHandlerProps {
  readonly code: Code;
  readonly ledger: Ledger;
  readonly bus: IEventBus;
  readonly environment: Readonly<Record<string, string>>;
  /** The role by which other clouds know us, when there are any. */
  readonly identityRole?: IRole;
  readonly config: Pick<Config, "members" | "memberRoleName" | "logRetentionDays">;
}

interface Size {
  /** Megabytes; CPU comes in proportion. */
  readonly memory: number;
  /** Seconds. Longer than three attempts of one call that hangs. */
  readonly timeout: number;
}

const usual: Size = { memory: 512, timeout: 60 };
const sizes: Partial<Record<StepName, Size>> = {
  // Both in express executions, which take five minutes with their retries.
  "read-place": { memory: 1024, timeout: 120 },
  "check-health": { memory: 1024, timeout: 120 },
  // The sweep compares all connections in one go.
  "read-intent": { memory: 1024, timeout: 300 },
  "start-connections": { memory: 256, timeout: 300 },
  "start-round": { memory: 256, timeout: 300 },
  "route-peering": { memory: 512, timeout: 120 },
  "build-gateway": { memory: 1024, timeout: 120 },
  "build-tunnels": { memory: 1024, timeout: 120 },
};

/** The function of one step, with a role that allows what the step's row in the permission table says. */
export class StepHandler extends Construct {
  readonly function: LambdaFunction;

  constructor(scope: Construct, step: StepName, props: StepHandlerProps) {
    super(scope, pascalCase(step));
    const functionName = `crosspeer-${step}`;
    const { memory, timeout } = sizes[step] ?? usual;
    const logGroup = new LogGroup(this, "Logs", {
      logGroupName: `/aws/lambda/${functionName}`,
      retention: props.config.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const role = this.createRole(step, props);
    logGroup.grantWrite(role);
    this.function = new LambdaFunction(this, "Function", {
      functionName,
      code: props.code,
      handler: `${step}.handler`,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: memory,
      timeout: Duration.seconds(timeout),
      tracing: Tracing.ACTIVE,
      loggingFormat: LoggingFormat.JSON,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      systemLogLevelV2: SystemLogLevel.WARN,
      logGroup,
      role,
      environment: { ...props.environment },
    });
  }

  private createRole(step: StepName, { ledger, bus, config, identityRole }: StepHandlerProps): Role {
    const { networks, ledger: access, secrets, announces, governs, answers } = permissions[step];
    const role = new Role(this, "Role", {
      path: functionRolePath,
      assumedBy: new ServicePrincipal("lambda.amazonaws.com"),
      description: `crosspeer: ${step}`,
    });
    for (const statement of networkStatements(networks)) role.addToPolicy(statement);
    acknowledgeNetworkWildcards(role, networks);
    if (networks.length > 0 && config.members.length > 0) role.addToPolicy(assumeMemberRole(config));
    // Not by grantAssumeRole, which would add each function to the trust policy: the path of the roles is trusted.
    if (networks.length > 0 && identityRole !== undefined) role.addToPolicy(assume([identityRole.roleArn]));
    ledger.grant(role, access);
    grantSecrets(role, secrets);
    if (announces) bus.grantPutEventsTo(role);
    if (governs) role.addToPolicy(readPolicy());
    if (answers) role.addToPolicy(answerExecutions());
    return role;
  }
}

function readPolicy(): PolicyStatement {
  const resources = [`arn:${Aws.PARTITION}:ssm:${Aws.REGION}:${Aws.ACCOUNT_ID}:parameter${policyParameter}`];
  return new PolicyStatement({ actions: ["ssm:GetParameter"], resources });
}

/** By name: the machine's own functions come before it. */
function answerExecutions(): PolicyStatement {
  const machine = `arn:${Aws.PARTITION}:states:${Aws.REGION}:${Aws.ACCOUNT_ID}:stateMachine:crosspeer-connect-networks`;
  return new PolicyStatement({ actions: ["states:SendTaskFailure"], resources: [machine] });
}

function assumeMemberRole({ members, memberRoleName }: StepHandlerProps["config"]): PolicyStatement {
  return assume(members.map(({ account }) => `arn:${Aws.PARTITION}:iam::${account}:role/${memberRoleName}`));
}

function assume(resources: string[]): PolicyStatement {
  return new PolicyStatement({ actions: ["sts:AssumeRole"], resources });
}
