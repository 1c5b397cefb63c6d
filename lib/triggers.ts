import { Duration } from "aws-cdk-lib";
import { EventField, type IEventBus, Rule, RuleTargetInput, Schedule } from "aws-cdk-lib/aws-events";
import { SfnStateMachine } from "aws-cdk-lib/aws-events-targets";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import type { IStateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import { retries } from "./dead-letters.ts";
import { tagChanged } from "./tag-events.ts";

export interface TriggersProps {
  readonly bus: IEventBus;
  readonly reconcileNetwork: IStateMachine;
  readonly sweepNetworks: IStateMachine;
  readonly checkHealth: IStateMachine;
  readonly checkFlowLogs: IStateMachine;
  readonly deadLetters: IQueue;
  /** Minutes between two sweeps. */
  readonly sweepMinutes: number;
  /** Minutes between two health checks. */
  readonly healthMinutes: number;
}

/** A flow is gathered for ten minutes before it is written. */
const flowLogMinutes = 15;

/**
 * What starts reconcile-network, a tag change on the hub's bus; and what the clock starts: sweep-networks, as tag events
 * are delivered at best effort, check-health and check-flow-logs.
 */
export class Triggers extends Construct {
  constructor(scope: Construct, id: string, props: TriggersProps) {
    super(scope, id);
    const { bus, reconcileNetwork, sweepNetworks, checkHealth, checkFlowLogs, deadLetters } = props;
    const { sweepMinutes, healthMinutes } = props;
    const start = (input: Readonly<Record<string, unknown>>, machine = reconcileNetwork) =>
      new SfnStateMachine(machine, {
        input: RuleTargetInput.fromObject(input),
        deadLetterQueue: deadLetters,
        ...retries,
      });
    new Rule(this, "TagChanged", {
      description: "crosspeer: a VPC's tags changed, reconcile that network",
      eventBus: bus,
      eventPattern: tagChanged,
      targets: [start({ network: EventField.fromPath("$.resources[0]") })],
    });
    new Rule(this, "Sweep", {
      description: "crosspeer: reconcile every network",
      schedule: Schedule.rate(Duration.minutes(sweepMinutes)),
      targets: [start({ sweep: true }, sweepNetworks)],
    });
    new Rule(this, "Health", {
      description: "crosspeer: look at every connection that stands",
      schedule: Schedule.rate(Duration.minutes(healthMinutes)),
      targets: [start({ health: true }, checkHealth)],
    });
    new Rule(this, "FlowLogs", {
      description: "crosspeer: look for what was rejected between joined networks",
      schedule: Schedule.rate(Duration.minutes(flowLogMinutes)),
      targets: [start({ flowLogs: true }, checkFlowLogs)],
    });
  }
}
