import { Aws, Stack } from "aws-cdk-lib";
import type { Function as LambdaFunction } from "aws-cdk-lib/aws-lambda";
import { Construct } from "constructs";
import type { Config } from "./config.ts";
import { stepNames } from "./permissions.ts";
import { policyParameter, StepHandler, type StepHandlerProps } from "./step-handler.ts";
import type { StepName } from "./step-permissions.ts";

export interface StepHandlersProps extends Omit<StepHandlerProps, "environment" | "config"> {
  readonly config: Config;
}

/** One function for each step, all from one asset. */
export class StepHandlers extends Construct {
  private readonly functions: ReadonlyMap<StepName, LambdaFunction>;

  constructor(scope: Construct, id: string, props: StepHandlersProps) {
    super(scope, id);
    const environment = this.environmentOf(props);
    this.functions = new Map(
      stepNames.map((step) => [step, new StepHandler(this, step, { ...props, environment }).function]),
    );
  }

  of(step: StepName): LambdaFunction {
    const found = this.functions.get(step);
    if (found === undefined) throw new Error(`step ${step} has no function`);
    return found;
  }

  private environmentOf({ ledger, bus, config, identityRole }: StepHandlersProps): Readonly<Record<string, string>> {
    return {
      LEDGER_TABLE: ledger.table.tableName,
      EVENT_BUS_NAME: bus.eventBusName,
      HUB_ACCOUNT: Aws.ACCOUNT_ID,
      MEMBER_ROLE_NAME: config.memberRoleName,
      ...(config.externalId === undefined ? {} : { MEMBER_EXTERNAL_ID: config.externalId }),
      ...(config.google === undefined ? {} : { GOOGLE: JSON.stringify(config.google) }),
      ...(config.azure === undefined ? {} : { AZURE: JSON.stringify(config.azure) }),
      ...(identityRole === undefined ? {} : { IDENTITY_ROLE_ARN: identityRole.roleArn }),
      PLACES: Stack.of(this).toJsonString(placesOf(config)),
      POLICY_PARAMETER: policyParameter,
      GRACE_SECONDS: String(config.graceSeconds),
      POWERTOOLS_SERVICE_NAME: "crosspeer",
      POWERTOOLS_METRICS_NAMESPACE: "crosspeer",
      POWERTOOLS_LOG_LEVEL: "INFO",
    };
  }
}

/** Every account and region, project and subscription that has networks. */
function placesOf({ members, hubRegions, google, azure }: Config) {
  const hub = { account: Aws.ACCOUNT_ID, regions: hubRegions ?? [Aws.REGION] };
  const regional = [hub, ...members].flatMap(({ account, regions }) => regions.map((region) => ({ account, region })));
  const subscriptions = (azure?.subscriptions ?? []).map(({ subscription }) => subscription);
  const global = [...(google?.projects ?? []), ...subscriptions].map((account) => ({ account, region: "global" }));
  return [...regional, ...global];
}
