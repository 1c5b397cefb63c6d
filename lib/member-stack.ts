import { Aws, CfnCondition, CfnParameter, Fn, Stack, type StackProps } from "aws-cdk-lib";
import { EventBus } from "aws-cdk-lib/aws-events";
import type { Construct } from "constructs";
import type { Config } from "./config.ts";
import { DeadLetters } from "./dead-letters.ts";
import { FlowLogRole } from "./flow-log-role.ts";
import { hubBusName } from "./hub-bus.ts";
import { MemberRole } from "./member-role.ts";
import { stackSynthesizer } from "./stack-synthesizer.ts";
import { TagForwarder } from "./tag-events.ts";

export interface MemberStackProps extends Omit<StackProps, "synthesizer"> {
  readonly config: Config;
}

/**
 * What an account with networks needs: in each region a rule that sends tag changes to the hub, and once an account the
 * role. The same template serves every account and region, the hub's own other regions included, by hand or as a StackSet.
 */
export class MemberStack extends Stack {
  constructor(scope: Construct, id: string, props: MemberStackProps) {
    super(scope, id, {
      description: "crosspeer: lets the hub hear of this account's tagged networks and join them",
      ...props,
      synthesizer: stackSynthesizer(),
    });
    const hubAccount = new CfnParameter(this, "HubAccount", {
      description: "The account with the crosspeer stack",
      allowedPattern: "\\d{12}",
    }).valueAsString;
    const hubRegion = new CfnParameter(this, "HubRegion", {
      description: "The region with the crosspeer stack",
    }).valueAsString;

    const { config } = props;
    if (config.externalId !== undefined) this.addRole(hubAccount, config.externalId, config);
    const busArn = `arn:${Aws.PARTITION}:events:${hubRegion}:${hubAccount}:event-bus/${hubBusName}`;
    new TagForwarder(this, "TagForwarder", {
      bus: EventBus.fromEventBusArn(this, "HubBus", busArn),
      deadLetters: new DeadLetters(this, "DeadLetters").queue,
    });
  }

  private addRole(hubAccount: string, externalId: string, { members, memberRoleName, organizationId }: Config): void {
    const shared = sharedRegion(members.map(({ regions }) => regions));
    const homeRegion = new CfnParameter(this, "HomeRegion", {
      description: "The one region of each account in which the role is made",
      ...(shared === undefined ? {} : { default: shared }),
    }).valueAsString;
    const condition = new CfnCondition(this, "IsRoleMadeHere", {
      expression: Fn.conditionAnd(
        Fn.conditionEquals(Aws.REGION, homeRegion),
        Fn.conditionNot(Fn.conditionEquals(Aws.ACCOUNT_ID, hubAccount)),
      ),
    });
    new MemberRole(this, "MemberRole", {
      roleName: memberRoleName,
      hubAccount,
      externalId,
      ...(organizationId === undefined ? {} : { organizationId }),
      condition,
    });
    new FlowLogRole(this, "FlowLogs", { condition });
  }
}

/** The first region that all have; without one, whoever deploys has to say. */
function sharedRegion(regionsOfEach: readonly (readonly string[])[]): string | undefined {
  const [first = [], ...others] = regionsOfEach;
  return first.find((region) => others.every((regions) => regions.includes(region)));
}
