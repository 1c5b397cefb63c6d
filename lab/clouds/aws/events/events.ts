import * as z from "zod";
import { AwsError } from "../aws-error.ts";
import type { Credentials } from "../credentials.ts";
import { jsonService, reads, writes } from "../json-protocol.ts";
import type { AwsService, WireCall } from "../wire.ts";
import type { EventBus, Rule } from "./buses.ts";
import type { EventBridge } from "./event-bridge.ts";
import { PutEventsInput } from "./put-events.ts";

const OnBus = z.object({ EventBusName: z.string().default("default") });
const RuleByName = OnBus.extend({ Name: z.string() });
const TargetsOfRule = OnBus.extend({ Rule: z.string() });

/** A target as a rule carries it; fields of targets that the lab cannot reach are refused. */
export const TargetSchema = z.strictObject({
  Id: z.string().min(1).max(64),
  Arn: z.string().startsWith("arn:"),
  RoleArn: z.string().exactOptional(),
  Input: z.string().exactOptional(),
  InputPath: z.string().exactOptional(),
  InputTransformer: z
    .strictObject({ InputPathsMap: z.record(z.string(), z.string()).exactOptional(), InputTemplate: z.string() })
    .exactOptional(),
  DeadLetterConfig: z.strictObject({ Arn: z.string().exactOptional() }).exactOptional(),
  RetryPolicy: z
    .strictObject({
      MaximumRetryAttempts: z.coerce.number().int().min(0).max(185).exactOptional(),
      MaximumEventAgeInSeconds: z.coerce.number().int().min(60).max(86400).exactOptional(),
    })
    .exactOptional(),
});
const PutRule = RuleByName.extend({
  EventPattern: z.string().optional(),
  ScheduleExpression: z.string().optional(),
  State: z.string().default("ENABLED"),
  Description: z.string().optional(),
});
const PutPermission = OnBus.extend({ StatementId: z.string(), Principal: z.string(), Action: z.string() });

/** EventBridge over AWS JSON 1.1. */
export function eventsService(bridge: EventBridge, credentials: Credentials): AwsService {
  return jsonService({
    name: "events",
    version: "1.1",
    actions: {
      PutEvents: writes(PutEventsInput, (input, call) =>
        bridge.putEvents(call, credentials.callerOf(call.principal), input),
      ),
      ...ruleActions(bridge),
      ...busActions(bridge),
    },
  });
}

function ruleActions(bridge: EventBridge) {
  const busOf = (call: WireCall, name: string) => bridge.buses.find(call, name);
  return {
    PutRule: writes(PutRule, (input, call) => {
      const { arn } = bridge.putRule({
        place: call,
        bus: input.EventBusName,
        name: input.Name,
        pattern: input.EventPattern,
        schedule: input.ScheduleExpression,
        enabled: input.State !== "DISABLED",
        description: input.Description,
      });
      return { RuleArn: arn };
    }),
    PutTargets: writes(TargetsOfRule.extend({ Targets: z.array(TargetSchema) }), (input, call) => {
      bridge.putTargets(ruleOf(busOf(call, input.EventBusName), input.Rule), input.Targets);
      return { FailedEntryCount: 0, FailedEntries: [] };
    }),
    RemoveTargets: writes(TargetsOfRule.extend({ Ids: z.array(z.string()) }), (input, call) => {
      const { targets } = ruleOf(busOf(call, input.EventBusName), input.Rule);
      for (const id of input.Ids) targets.delete(id);
      return { FailedEntryCount: 0, FailedEntries: [] };
    }),
    DeleteRule: writes(RuleByName, (input, call) => bridge.deleteRule(busOf(call, input.EventBusName), input.Name)),
    DescribeRule: reads(RuleByName, (input, call) => describe(ruleOf(busOf(call, input.EventBusName), input.Name))),
    ListRules: reads(OnBus.extend({ NamePrefix: z.string().default("") }), (input, call) => {
      const rules = [...busOf(call, input.EventBusName).rules.values()];
      return { Rules: rules.filter(({ name }) => name.startsWith(input.NamePrefix)).map(describe) };
    }),
    ListTargetsByRule: reads(TargetsOfRule, (input, call) => ({
      Targets: [...ruleOf(busOf(call, input.EventBusName), input.Rule).targets.values()],
    })),
  };
}

function busActions(bridge: EventBridge) {
  return {
    CreateEventBus: writes(z.object({ Name: z.string() }), ({ Name }, call) => ({
      EventBusArn: bridge.buses.create(call, Name).arn,
    })),
    PutPermission: writes(PutPermission, (input, call) => {
      const bus = bridge.buses.find(call, input.EventBusName);
      const Principal = input.Principal === "*" ? "*" : { AWS: `arn:aws:iam::${input.Principal}:root` };
      bridge.buses.allow(bus, input.StatementId, {
        Effect: "Allow",
        Principal,
        Action: input.Action,
        Resource: bus.arn,
      });
    }),
    DescribeEventBus: reads(z.object({ Name: z.string().optional() }), ({ Name }, call) => {
      const { name, arn, policy } = bridge.buses.find(call, Name);
      return { Name: name, Arn: arn, Policy: JSON.stringify(policy) };
    }),
    ListEventBuses: reads(z.object({}), (_input, call) => ({
      EventBuses: bridge.buses.at(call).map(({ name, arn }) => ({ Name: name, Arn: arn })),
    })),
  };
}

function ruleOf(bus: EventBus, name: string): Rule {
  const rule = bus.rules.get(name);
  if (rule !== undefined) return rule;
  throw new AwsError("ResourceNotFoundException", `Rule ${name} does not exist on EventBus ${bus.name}.`);
}

function describe(rule: Rule) {
  return {
    Name: rule.name,
    Arn: rule.arn,
    EventBusName: rule.bus,
    State: rule.enabled ? "ENABLED" : "DISABLED",
    EventPattern: rule.pattern,
    ScheduleExpression: rule.schedule,
    Description: rule.description,
  };
}
