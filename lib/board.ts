import { Duration } from "aws-cdk-lib";
import { Dashboard, GraphWidget, type IMetric, MathExpression, Stats } from "aws-cdk-lib/aws-cloudwatch";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { stepMetric } from "./alerts.ts";
import type { Machine } from "./machine.ts";

export interface BoardProps {
  readonly machines: readonly Machine[];
  readonly deadLetters: IQueue;
}

const period = Duration.minutes(5);

/** A metric of all functions of ours, those that are added later too. */
function ofFunctions(name: string): MathExpression {
  const search = `SEARCH('{AWS/Lambda,FunctionName} MetricName="${name}" FunctionName="crosspeer-"', 'Sum', ${period.toSeconds()})`;
  return new MathExpression({ expression: `SUM(${search})`, label: `${name} of functions`, period });
}

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
          graph(
            "Connections by state",
            ["Active", "Degraded", "Blocked", "Pending", "Withdrawn"].map((state) =>
              count(`Connections${state}`, Stats.MAXIMUM),
            ),
          ),
          graph("Changes of state", [count("ConnectionTransitions", Stats.SUM)]),
          graph("Oldest wish not carried out (seconds)", [count("OldestUnreconciledSeconds", Stats.MAXIMUM)]),
        ],
        [
          graph(
            "Executions that failed",
            machines.map(({ stateMachine }) => stateMachine.metricFailed({ period })),
          ),
          graph("Steps", [
            ...[count("StepDone", Stats.SUM), count("StepFailed", Stats.SUM)],
            ...[ofFunctions("Errors"), ofFunctions("Throttles")],
          ]),
          graph("Events that could not be delivered", [
            deadLetters.metricApproximateNumberOfMessagesVisible({ period }),
          ]),
        ],
      ],
    });
  }
}
