import { type AssemblyStack, readStack, type Template } from "./assembly.ts";
import { resolve, type Scope } from "./intrinsics.ts";
import { creationOrder } from "./order.ts";
import type { Deployed, DeploymentServices, ResourceType } from "./resource.ts";
import { eventBus, eventBusPolicy, eventRule } from "./resources/events.ts";
import { iamManagedPolicy, iamPolicy, iamRole } from "./resources/iam.ts";
import { INERT_TYPES } from "./resources/inert.ts";
import { lambdaFunction } from "./resources/lambda-function.ts";
import { stateMachine } from "./resources/state-machine.ts";
import { dynamoDbTable, logGroup, sqsQueue, ssmParameter } from "./resources/storage.ts";
import { templateScope } from "./template-scope.ts";

export interface DeployRequest {
  /** A synthesized cloud assembly, `cdk.out`. */
  readonly assemblyDir: string;
  readonly stackName: string;
  readonly account: string;
  readonly region: string;
  /** Values of the template's parameters; the others take their defaults. */
  readonly parameters?: Readonly<Record<string, string>>;
}

export interface Deployment {
  readonly outputs: Readonly<Record<string, string>>;
  /** Physical id of each resource by its logical id: what Ref gives. */
  readonly resources: Readonly<Record<string, string>>;
}

/** Values exported by the stacks deployed before, by `account/region/name`. */
export type Exports = Map<string, string>;

const RESOURCE_TYPES: Readonly<Record<string, ResourceType>> = {
  ...INERT_TYPES,
  "AWS::DynamoDB::Table": dynamoDbTable,
  "AWS::Events::EventBus": eventBus,
  "AWS::Events::EventBusPolicy": eventBusPolicy,
  "AWS::Events::Rule": eventRule,
  "AWS::IAM::ManagedPolicy": iamManagedPolicy,
  "AWS::IAM::Policy": iamPolicy,
  "AWS::IAM::Role": iamRole,
  "AWS::Lambda::Function": lambdaFunction,
  "AWS::Logs::LogGroup": logGroup,
  "AWS::SQS::Queue": sqsQueue,
  "AWS::SSM::Parameter": ssmParameter,
  "AWS::StepFunctions::StateMachine": stateMachine,
};

/**
 * Deploys a stack into the lab, as its template says and no otherwise: a type, property or function that the lab does not
 * know is refused. Nothing is rolled back.
 */
export async function deployStack(
  services: DeploymentServices,
  exports: Exports,
  request: DeployRequest,
): Promise<Deployment> {
  const stack = readStack(request.assemblyDir, request.stackName);
  const deployed = new Map<string, Deployed>();
  const scope = templateScope({ stack, request, deployed, exports, random: services.random });
  const resources = wanted(stack.template.Resources, scope);
  for (const logicalId of creationOrder(resources)) {
    const resource = resources[logicalId];
    if (resource === undefined) continue;
    try {
      deployed.set(logicalId, await create(services, stack, request, scope, { logicalId, resource }));
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      throw new Error(`${stack.name}: ${logicalId} (${resource.Type}): ${reason}`, { cause: error });
    }
  }
  return {
    outputs: resolveOutputs(stack.template, scope, exports, request),
    resources: Object.fromEntries([...deployed].map(([id, { ref }]) => [id, ref])),
  };
}

type Resource = Template["Resources"][string];

async function create(
  services: DeploymentServices,
  stack: AssemblyStack,
  { account, region }: DeployRequest,
  scope: Scope,
  { logicalId, resource }: { readonly logicalId: string; readonly resource: Resource },
): Promise<Deployed> {
  const type = RESOURCE_TYPES[resource.Type];
  if (type === undefined) throw new Error("the lab does not know this type of resource");
  const suffix = services.random.hex(12).toUpperCase();
  const properties = Object.entries(resource.Properties).map(([key, value]) => ({ key, value: resolve(value, scope) }));
  return type.deploy(
    Object.fromEntries(
      properties.filter(({ value }) => typeof value !== "symbol").map(({ key, value }) => [key, value]),
    ),
    {
      services,
      place: { account, region },
      logicalId,
      // Names of functions and roles have 64 characters at most.
      generatedName: `${stack.name.slice(0, 25)}-${logicalId.slice(0, 24)}-${suffix}`,
      assetPath: (objectKey) => stack.assetPath(objectKey),
    },
  );
}

function wanted(resources: Template["Resources"], scope: Scope): Template["Resources"] {
  return Object.fromEntries(
    Object.entries(resources).filter(([, { Condition }]) => Condition === undefined || scope.condition(Condition)),
  );
}

function resolveOutputs(template: Template, scope: Scope, exports: Exports, { account, region }: DeployRequest) {
  const outputs = Object.entries(template.Outputs).filter(
    ([, { Condition }]) => Condition === undefined || scope.condition(Condition),
  );
  return Object.fromEntries(
    outputs.map(([name, output]) => {
      const value = String(resolve(output.Value, scope));
      if (output.Export !== undefined) exports.set(`${account}/${region}/${resolve(output.Export.Name, scope)}`, value);
      return [name, value];
    }),
  );
}
