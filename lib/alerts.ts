import { Duration } from "aws-cdk-lib";
import { ComparisonOperator, type IAlarmAction, Metric, Stats, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions";
import { type IEventBus, Rule } from "aws-cdk-lib/aws-events";
import { SnsTopic } from "aws-cdk-lib/aws-events-targets";
import { ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { Key } from "aws-cdk-lib/aws-kms";
import { Topic } from "aws-cdk-lib/aws-sns";
import { EmailSubscription } from "aws-cdk-lib/aws-sns-subscriptions";
import type { IQueue } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";
import { retries } from "./dead-letters.ts";

export interface AlertsProps {
  readonly bus: IEventBus;
  readonly deadLetters: IQueue;
  /** Who is mailed. @default nobody: whoever wants to be told subscribes to the topic */
  readonly email?: string;
  /** Whom alarms tell besides. */
  readonly alarmActions: readonly IAlarmAction[];
}

/** How often somebody looks. */
interface Pace {
  readonly sweepMinutes: number;
  readonly healthMinutes: number;
}

/** A metric that a step counts. */
export function stepMetric(name: string, period: Duration, statistic: string): Metric {
  return new Metric({
    namespace: "crosspeer",
    metricName: name,
    dimensionsMap: { service: "crosspeer" },
    period,
    statistic,
  });
}

/** Whoever is to be told: a topic of alarms and of connections that are not as they should be. */
export class Alerts extends Construct {
  readonly topic: Topic;
  readonly actions: readonly IAlarmAction[];

  constructor(scope: Construct, id: string, { bus, deadLetters, email, alarmActions }: AlertsProps) {
    super(scope, id);
    // CloudWatch cannot publish under the key that SNS has by itself (CloudWatch: alarms and encrypted topics).
    const key = new Key(this, "Key", { description: "crosspeer: alarms", enableKeyRotation: true });
    this.topic = new Topic(this, "Topic", { topicName: "crosspeer-alarms", masterKey: key, enforceSSL: true });
    this.topic.grantPublish(new ServicePrincipal("cloudwatch.amazonaws.com"));
    if (email !== undefined) this.topic.addSubscription(new EmailSubscription(email));
    this.actions = [...alarmActions, new SnsAction(this.topic)];
    new Rule(this, "Unhealthy", {
      description: "crosspeer: a connection is no longer as it should be",
      eventBus: bus,
      eventPattern: {
        source: ["crosspeer"],
        detailType: ["Connection State Changed"],
        detail: { status: { phase: ["degraded", "blocked"] } },
      },
      targets: [new SnsTopic(this.topic, { deadLetterQueue: deadLetters, ...retries })],
    });
  }

  /** Says when nobody looks any more, and when somebody has to. */
  watch({ sweepMinutes, healthMinutes }: Pace): void {
    this.alarm("HealthHeartbeat", {
      metric: stepMetric("HealthChecks", Duration.minutes(3 * healthMinutes), Stats.SUM),
      description: "no health check ran for a while: see the executions of crosspeer-check-health and its schedule.",
      isMissing: true,
    });
    this.alarm("SweepHeartbeat", {
      metric: stepMetric("Sweeps", Duration.minutes(3 * sweepMinutes), Stats.SUM),
      description: "no sweep ran for a while: see the executions of crosspeer-sweep-networks and its schedule.",
      isMissing: true,
    });
    this.alarm("Unreconciled", {
      metric: stepMetric("OldestUnreconciledSeconds", Duration.minutes(sweepMinutes), Stats.MAXIMUM),
      description: "a wish has not been carried out for three hours: see the state of connections by crosspeer status.",
      threshold: 3 * 3600,
    });
    this.alarm("Unhealthy", {
      metric: stepMetric("ConnectionsUnhealthy", Duration.minutes(2 * healthMinutes), Stats.MAXIMUM),
      description: "a connection is not as it should be: see which by crosspeer status.",
      threshold: 1,
    });
  }

  private alarm(id: string, { metric, description, threshold = 1, isMissing = false }: Watched): void {
    metric
      .createAlarm(this, `${id}Alarm`, {
        alarmDescription: `crosspeer: ${description}`,
        threshold,
        evaluationPeriods: 1,
        comparisonOperator: isMissing
          ? ComparisonOperator.LESS_THAN_THRESHOLD
          : ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: isMissing ? TreatMissingData.BREACHING : TreatMissingData.NOT_BREACHING,
      })
      .addAlarmAction(...this.actions);
  }
}

interface Watched {
  readonly metric: Metric;
  readonly description: string;
  readonly threshold?: number;
  /** Whether it is the metric's absence that alarms. */
  readonly isMissing?: boolean;
}
