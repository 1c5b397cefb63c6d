import * as z from "zod";
import { arnAt } from "../../clouds/aws/scoped.ts";
import { Inert, resourceType } from "../resource.ts";

const Table = z.strictObject({
  TableName: z.string().optional(),
  AttributeDefinitions: z.array(z.unknown()),
  KeySchema: z.array(z.unknown()),
  BillingMode: z.enum(["PAY_PER_REQUEST", "PROVISIONED"]).default("PROVISIONED"),
  ProvisionedThroughput: z.unknown().optional(),
  GlobalSecondaryIndexes: z.array(z.unknown()).optional(),
  DeletionProtectionEnabled: Inert,
  PointInTimeRecoverySpecification: Inert,
  SSESpecification: Inert,
  Tags: Inert,
  TimeToLiveSpecification: Inert,
});

export const dynamoDbTable = resourceType(Table, async (properties, { generatedName, place, services }) => {
  const TableName = properties.TableName ?? generatedName;
  const { AttributeDefinitions, KeySchema, BillingMode, ProvisionedThroughput, GlobalSecondaryIndexes } = properties;
  const answer = await services.dynamoDb.request(place, "CreateTable", {
    ...{ TableName, AttributeDefinitions, KeySchema, BillingMode, ProvisionedThroughput, GlobalSecondaryIndexes },
  });
  if (answer.error !== undefined) throw new Error(`CreateTable ${TableName}: ${answer.body}`);
  return { ref: TableName, attributes: { Arn: arnAt(place, "dynamodb", `table/${TableName}`) } };
});

const Queue = z.strictObject({
  QueueName: z.string().optional(),
  DelaySeconds: Inert,
  KmsDataKeyReusePeriodSeconds: Inert,
  KmsMasterKeyId: Inert,
  MessageRetentionPeriod: Inert,
  RedrivePolicy: Inert,
  SqsManagedSseEnabled: Inert,
  Tags: Inert,
  VisibilityTimeout: Inert,
});

export const sqsQueue = resourceType(Queue, ({ QueueName }, { generatedName, place, services }) => {
  const { arn, name, url } = services.sqs.create(place, QueueName ?? generatedName);
  return { ref: url, attributes: { Arn: arn, QueueName: name, QueueUrl: url } };
});

const Parameter = z.strictObject({
  Name: z.string().optional(),
  Type: z.enum(["String", "StringList"]),
  Value: z.string(),
  AllowedPattern: Inert,
  Description: Inert,
  Tags: Inert,
  Tier: Inert,
});

export const ssmParameter = resourceType(Parameter, ({ Name, Type, Value }, { generatedName, place, services }) => {
  const name = Name ?? generatedName;
  services.parameters.put(place, { Name: name, Type, Value });
  return { ref: name, attributes: { Type, Value } };
});

const LogGroup = z.strictObject({
  LogGroupName: z.string().optional(),
  DataProtectionPolicy: Inert,
  KmsKeyId: Inert,
  LogGroupClass: Inert,
  RetentionInDays: Inert,
  Tags: Inert,
});

export const logGroup = resourceType(LogGroup, ({ LogGroupName }, { generatedName, place, services }) => {
  const name = LogGroupName ?? generatedName;
  services.logs.createGroup(place, name);
  return { ref: name, attributes: { Arn: arnAt(place, "logs", `log-group:${name}:*`) } };
});
