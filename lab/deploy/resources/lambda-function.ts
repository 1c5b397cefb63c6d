import * as z from "zod";
import { isAllowed } from "../../clouds/aws/iam/policy.ts";
import { arnAt } from "../../clouds/aws/scoped.ts";
import { Inert, type ResourceContext, resourceType } from "../resource.ts";

const Properties = z.strictObject({
  Code: z.strictObject({ S3Bucket: Inert, S3Key: z.string() }),
  Handler: z.string(),
  Role: z.string(),
  Runtime: z.string().startsWith("nodejs", "the lab runs Node.js functions only"),
  // Lambda's own defaults.
  Timeout: z.coerce.number().int().min(1).max(900).default(3),
  MemorySize: z.coerce.number().int().min(128).max(10240).default(128),
  Environment: z.strictObject({ Variables: z.record(z.string(), z.string()).default({}) }).default({ Variables: {} }),
  FunctionName: z.string().optional(),
  LoggingConfig: z
    .strictObject({
      LogGroup: z.string().optional(),
      LogFormat: Inert,
      ApplicationLogLevel: Inert,
      SystemLogLevel: Inert,
    })
    .optional(),
  Architectures: Inert,
  Description: Inert,
  EphemeralStorage: Inert,
  KmsKeyArn: Inert,
  PackageType: z.literal("Zip").optional(),
  ReservedConcurrentExecutions: Inert,
  DeadLetterConfig: Inert,
  Tags: Inert,
  TracingConfig: Inert,
});

/** A function whose code is the folder of the asset; it gets what Lambda sets, and the lab's clouds as its endpoints. */
export const lambdaFunction = resourceType(Properties, (properties, context) => {
  const { place, services } = context;
  const name = properties.FunctionName ?? context.generatedName;
  const arn = arnAt(place, "lambda", `function:${name}`);
  const logGroup = properties.LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`;
  services.logs.createGroup(place, logGroup);
  services.functions.add({
    name,
    arn,
    directory: context.assetPath(properties.Code.S3Key),
    handler: properties.Handler,
    timeoutSeconds: properties.Timeout,
    memoryMb: properties.MemorySize,
    env: {
      ...properties.Environment.Variables,
      ...sessionEnvironment(properties.Role, name, context),
      AWS_REGION: place.region,
      AWS_DEFAULT_REGION: place.region,
      AWS_ENDPOINT_URL: services.endpoint,
      ...services.otherClouds,
      AWS_EXECUTION_ENV: `AWS_Lambda_${properties.Runtime}`,
      AWS_LAMBDA_FUNCTION_NAME: name,
      AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(properties.MemorySize),
      AWS_LAMBDA_FUNCTION_VERSION: "$LATEST",
      AWS_LAMBDA_LOG_GROUP_NAME: logGroup,
      LAMBDA_TASK_ROOT: context.assetPath(properties.Code.S3Key),
      _HANDLER: properties.Handler,
      TZ: "UTC",
    },
  });
  return { ref: name, attributes: { Arn: arn } };
});

function sessionEnvironment(
  roleArn: string,
  functionName: string,
  { services }: ResourceContext,
): Record<string, string> {
  const role = services.roles.byArn(roleArn);
  const service = "lambda.amazonaws.com";
  const request = { principals: [service], account: service, action: "sts:AssumeRole", resource: roleArn, context: {} };
  if (role === undefined || !isAllowed(role.trust, request)) {
    throw new Error(`the role defined for the function cannot be assumed by Lambda: ${roleArn}`);
  }
  const keys = services.credentials.issue({ roleArn, roleId: role.id, name: functionName });
  return {
    AWS_ACCESS_KEY_ID: keys.accessKeyId,
    AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
    AWS_SESSION_TOKEN: keys.sessionToken,
  };
}
