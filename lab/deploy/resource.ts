import * as z from "zod";
import type { Credentials } from "../clouds/aws/credentials.ts";
import type { DynamoDb } from "../clouds/aws/dynamodb/dynamodb.ts";
import type { EventBridge } from "../clouds/aws/events/event-bridge.ts";
import type { Roles } from "../clouds/aws/iam/roles.ts";
import type { Functions } from "../clouds/aws/lambda/functions.ts";
import type { Logs } from "../clouds/aws/logs/logs.ts";
import type { Place } from "../clouds/aws/scoped.ts";
import type { Sqs } from "../clouds/aws/sqs/sqs.ts";
import type { ParameterStore } from "../clouds/aws/ssm/ssm.ts";
import type { StateMachines } from "../clouds/aws/states/state-machines.ts";
import type { SeededRandom } from "../world/random.ts";

/** The services that resources are made in. */
export interface DeploymentServices {
  readonly random: SeededRandom;
  readonly credentials: Credentials;
  readonly roles: Roles;
  readonly functions: Functions;
  readonly machines: StateMachines;
  readonly bridge: EventBridge;
  readonly sqs: Sqs;
  readonly dynamoDb: DynamoDb;
  readonly parameters: ParameterStore;
  readonly logs: Logs;
  /** Where functions find all services of AWS. */
  readonly endpoint: string;
  /** Variables by which functions find the other clouds. */
  readonly otherClouds: Readonly<Record<string, string>>;
}

export interface ResourceContext {
  readonly services: DeploymentServices;
  readonly place: Place;
  readonly logicalId: string;
  /** A name as CloudFormation makes one: stack, logical id, and characters of its own. */
  readonly generatedName: string;
  assetPath(objectKey: string): string;
}

export interface Deployed {
  /** What Ref gives. */
  readonly ref: string;
  /** What Fn::GetAtt gives. */
  readonly attributes: Readonly<Record<string, unknown>>;
}

export interface ResourceType {
  deploy(properties: Readonly<Record<string, unknown>>, context: ResourceContext): Deployed | Promise<Deployed>;
}

/** A type of resource: properties that its schema does not name are refused, so that none is skipped unseen. */
export function resourceType<T>(
  schema: z.ZodType<T>,
  create: (properties: T, context: ResourceContext) => Deployed | Promise<Deployed>,
): ResourceType {
  return {
    deploy(properties, context) {
      const parsed = schema.safeParse(properties);
      if (!parsed.success) throw new Error(z.prettifyError(parsed.error));
      return create(parsed.data, context);
    },
  };
}

/** A property that is allowed and changes nothing in the lab. */
export const Inert = z.unknown().optional();
