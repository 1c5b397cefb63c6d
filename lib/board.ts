import { Duration } from "aws-cdk-lib";
import { Dashboard, GraphWidget, type IMetric, Stats } from "aws-cdk-lib/aws-cloudwatch";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { stepMetric } from "./alerts.ts";
import type { Machine } from "./machine.ts";

export interface BoardProps {
  readonly machines: readonly Machine[];
  readonly deadLetters: IQueue;
}

const period = Duration.minutes(5);

/** One page on which a person sees whether all is well. */
export class Board extends Construct {
  constructor(scope: Construct, id: string, { machines, deadLetters }: BoardProps) {
    super(scope, id);
    const graph = (title: string, metrics: readonly IMetric[]) =>
      new GraphWidget({ title, left: [...metrics], width: 8, period });
    const count = (name: string, statistic: string) => stepMetric(name, period, statistic);
    new Dashboard(this, "Dashboard", {
      dashboardName: "crosspeer",
      widgets: [
        [
          graph("Connections", [count("ConnectionsChecked", Stats.SUM), count("ConnectionsUnhealthy", Stats.SUM)]),
          graph("Changes of state", [count("ConnectionTransitions", Stats.SUM)]),
          graph("Oldest wish not carried out (seconds)", [count("OldestUnreconciledSeconds", Stats.MAXIMUM)]),
        ],
        [
          graph(
            "Executions that failed",
            machines.map(({ stateMachine }) => stateMachine.metricFailed({ period })),
          ),
          graph("Steps", [count("StepDone", Stats.SUM), count("StepFailed", Stats.SUM)]),
          graph("Events that could not be delivered", [
            deadLetters.metricApproximateNumberOfMessagesVisible({ period }),
          ]),
        ],
      ],
    });
  }
}
