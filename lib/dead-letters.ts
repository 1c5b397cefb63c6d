import { Duration, Validations } from "aws-cdk-lib";
import { type Alarm, ComparisonOperator, TreatMissingData } from "aws-cdk-lib/aws-cloudwatch";
import type { RuleTargetConfig } from "aws-cdk-lib/aws-events";
import { Queue, QueueEncryption } from "aws-cdk-lib/aws-sqs";
import { Construct } from "constructs";

/** An event only wakes the reconciler, and the sweep does what an event that is older than this would have done. */
export const retries = { maxEventAge: Duration.hours(2), retryAttempts: 20 } as const;

export const retryPolicy: NonNullable<RuleTargetConfig["retryPolicy"]> = {
  maximumEventAgeInSeconds: retries.maxEventAge.toSeconds(),
  maximumRetryAttempts: retries.retryAttempts,
};

/** Where events go that could not be delivered, and the alarm that says so. */
export class DeadLetters extends Construct {
  readonly queue: Queue;
  readonly alarm: Alarm;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.queue = new Queue(this, "Queue", {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    Validations.of(this.queue).acknowledge({
      id: "AwsSolutions-SQS3",
      reason: "This queue is the dead-letter queue, of EventBridge targets, which the rule does not look at",
    });
    this.alarm = this.queue
      .metricApproximateNumberOfMessagesVisible({ period: Duration.minutes(5) })
      .createAlarm(this, "Alarm", {
        alarmDescription:
          "crosspeer: an event could not be delivered. Read ERROR_MESSAGE in the message's attributes, mend the cause, " +
          "then purge the queue: the next sweep does what the event asked for.",
        threshold: 1,
        evaluationPeriods: 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });
  }
}
