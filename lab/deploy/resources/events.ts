import * as z from "zod";
import { TargetSchema } from "../../clouds/aws/events/events.ts";
import { Inert, resourceType } from "../resource.ts";

const Bus = z.strictObject({
  Name: z.string(),
  DeadLetterConfig: Inert,
  Description: Inert,
  KmsKeyIdentifier: Inert,
  LogConfig: Inert,
  Tags: Inert,
});

export const eventBus = resourceType(Bus, ({ Name }, { place, services }) => {
  const { arn } = services.bridge.buses.create(place, Name);
  return { ref: Name, attributes: { Arn: arn, Name } };
});

const BusPolicy = z.strictObject({
  EventBusName: z.string().default("default"),
  StatementId: z.string(),
  Statement: z.record(z.string(), z.unknown()),
});

export const eventBusPolicy = resourceType(
  BusPolicy,
  ({ EventBusName, StatementId, Statement }, { place, services }) => {
    const { buses } = services.bridge;
    buses.allow(buses.find(place, EventBusName), StatementId, Statement);
    return { ref: StatementId, attributes: {} };
  },
);

const Rule = z.strictObject({
  Name: z.string().optional(),
  EventBusName: z.string().default("default"),
  EventPattern: z.record(z.string(), z.unknown()).optional(),
  ScheduleExpression: z.string().optional(),
  State: z.string().default("ENABLED"),
  Description: z.string().optional(),
  Targets: z.array(TargetSchema).default([]),
});

export const eventRule = resourceType(Rule, (properties, { generatedName, place, services }) => {
  const rule = services.bridge.putRule({
    place,
    bus: properties.EventBusName,
    name: properties.Name ?? generatedName,
    pattern: properties.EventPattern === undefined ? undefined : JSON.stringify(properties.EventPattern),
    schedule: properties.ScheduleExpression,
    enabled: properties.State !== "DISABLED",
    description: properties.Description,
  });
  services.bridge.putTargets(rule, properties.Targets);
  return { ref: rule.bus === "default" ? rule.name : `${rule.bus}|${rule.name}`, attributes: { Arn: rule.arn } };
});
