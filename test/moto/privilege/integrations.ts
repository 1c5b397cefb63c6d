import { EventBridgeClient, ListRulesCommand, ListTargetsByRuleCommand } from "@aws-sdk/client-eventbridge";
import { DescribeStateMachineCommand, type SFNClient } from "@aws-sdk/client-sfn";
import type { Place } from "../../../core/connection/network-id.ts";
import type { RoleNeed } from "./replay.ts";

/**
 * What the deployed machines need of their roles, by what their definitions name. moto's interpreter itself uses no role.
 */
export async function machineNeeds(sfn: SFNClient, arns: readonly string[]): Promise<readonly RoleNeed[]> {
  const machines = await Promise.all(
    arns.map((arn) => sfn.send(new DescribeStateMachineCommand({ stateMachineArn: arn }))),
  );
  return machines.flatMap(({ definition = "", roleArn: role = "", stateMachineArn = "" }) => [
    ...named(definition, "FunctionName").map((resource) => ({
      role,
      action: "lambda:InvokeFunction",
      resource,
      context: {},
    })),
    ...named(definition, "StateMachineArn").flatMap((machine) => nested(role, machine)),
    // A Distributed Map runs its iterations as executions of the machine that it stands in.
    ...(definition.includes('"DISTRIBUTED"') ? nested(role, stateMachineArn) : []),
  ]);
}

/** What `states:startExecution.sync:2` does (Step Functions developer guide, IAM policies for nested executions). */
function nested(role: string, machine: string): readonly RoleNeed[] {
  const execution = `${machine.replace(":stateMachine:", ":execution:")}:some`;
  return [
    { role, action: "states:StartExecution", resource: machine, context: {} },
    { role, action: "states:DescribeExecution", resource: execution, context: {} },
    { role, action: "states:StopExecution", resource: execution, context: {} },
  ];
}

function named(definition: string, field: string): readonly string[] {
  return [...definition.matchAll(new RegExp(`"${field}":\\s*"(arn:[^"]+)"`, "g"))].map(([, arn = ""]) => arn);
}

/** What the rules of a place need of the roles of their targets. moto delivers without. */
export async function ruleNeeds(
  endpoint: string,
  place: Place,
  buses: readonly string[],
): Promise<readonly RoleNeed[]> {
  const credentials = { accessKeyId: `LABK${place.account}`, secretAccessKey: "any" };
  const events = new EventBridgeClient({ endpoint, region: place.region, credentials });
  const found: RoleNeed[] = [];
  for (const EventBusName of buses) {
    const { Rules = [] } = await events.send(new ListRulesCommand({ EventBusName }));
    for (const { Name } of Rules) {
      const { Targets = [] } = await events.send(new ListTargetsByRuleCommand({ Rule: Name, EventBusName }));
      // A topic's own policy lets EventBridge publish: no role is taken on.
      const byRole = Targets.filter(({ Arn = "" }) => !Arn.includes(":sns:"));
      for (const { Arn: resource = "", RoleArn: role = "" } of byRole) {
        const action = resource.includes(":event-bus/") ? "events:PutEvents" : "states:StartExecution";
        found.push({ role, action, resource, context: {} });
      }
    }
  }
  return found;
}
