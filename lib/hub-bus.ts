import { CfnEventBus, CfnEventBusPolicy, EventBus, type IEventBus } from "aws-cdk-lib/aws-events";
import { AccountPrincipal, AnyPrincipal, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { tagDetailType, tagSource } from "./tag-events.ts";

/** The name of the hub's bus. Member stacks build its ARN from it. */
export const hubBusName = "crosspeer";

export interface HubBusProps {
  /** Accounts that may send tag changes here. */
  readonly memberAccounts: readonly string[];
  /** When given, any account of this organization may send, and no other. */
  readonly organizationId?: string;
  /** Takes what the bus itself cannot process. */
  readonly deadLetters: IQueue;
}

/** The bus on which tag changes arrive and on which our own events are announced. */
export class HubBus extends Construct {
  readonly bus: IEventBus;

  constructor(scope: Construct, id: string, { memberAccounts, organizationId, deadLetters }: HubBusProps) {
    super(scope, id);
    const { attrName, attrArn, attrPolicy } = new CfnEventBus(this, "Bus", {
      name: hubBusName,
      description: "Tag changes of networks, and what crosspeer makes of them",
      deadLetterConfig: { arn: deadLetters.queueArn },
    });
    // By attributes: moto, against which the stack is tested, does not resolve a Ref to a bus.
    this.bus = EventBus.fromEventBusAttributes(this, "Handle", {
      eventBusName: attrName,
      eventBusArn: attrArn,
      eventBusPolicy: attrPolicy,
    });
    if (memberAccounts.length === 0 && organizationId === undefined) return;
    new CfnEventBusPolicy(this, "Policy", {
      eventBusName: attrName,
      statementId: "MembersForwardTagChanges",
      statement: new PolicyStatement({
        sid: "MembersForwardTagChanges",
        principals:
          organizationId === undefined
            ? memberAccounts.map((account) => new AccountPrincipal(account))
            : [new AnyPrincipal()],
        actions: ["events:PutEvents"],
        resources: [attrArn],
        conditions: {
          StringEquals: {
            "events:source": tagSource,
            "events:detail-type": tagDetailType,
            ...(organizationId === undefined ? {} : { "aws:PrincipalOrgID": organizationId }),
          },
        },
      }).toStatementJson(),
    });
  }
}
