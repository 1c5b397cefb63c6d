import { type EventPattern, type IEventBus, type IRuleTarget, Rule } from "aws-cdk-lib/aws-events";
import { EventBus as EventBusTarget } from "aws-cdk-lib/aws-events-targets";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { intentKeys } from "../core/intent/tags.ts";
import { retryPolicy } from "./dead-letters.ts";

export const tagSource = "aws.tag";
export const tagDetailType = "Tag Change on Resource";

/** A VPC's wish has changed. Our status key is not among the keys: what we write must never wake us. */
export const tagChanged: EventPattern = {
  source: [tagSource],
  detailType: [tagDetailType],
  detail: {
    service: ["ec2"],
    "resource-type": ["vpc"],
    "changed-tag-keys": [...intentKeys],
  },
};

export interface TagForwarderProps {
  /** The hub's bus; it may be in another account and region. */
  readonly bus: IEventBus;
  /** Takes the events that the hub's bus did not take; in the region of the rule. */
  readonly deadLetters: IQueue;
}

/** Sends the tag changes of this account and region, which AWS puts on the default bus, to the hub's bus. */
export class TagForwarder extends Construct {
  constructor(scope: Construct, id: string, { bus, deadLetters }: TagForwarderProps) {
    super(scope, id);
    const target = new EventBusTarget(bus, { deadLetterQueue: deadLetters });
    new Rule(this, "Rule", {
      description: "crosspeer: tag changes of VPCs, to the hub's event bus",
      eventPattern: tagChanged,
      targets: [withRetries(target)],
    });
  }
}

/** CDK's event bus target takes no retry policy. */
function withRetries(target: IRuleTarget): IRuleTarget {
  return { bind: (rule, id) => ({ ...target.bind(rule, id), retryPolicy }) };
}
