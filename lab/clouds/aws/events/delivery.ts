import { targetInput } from "../../../workflow/input-transformer.ts";
import type { VirtualClock } from "../../../world/clock.ts";
import { AwsError } from "../aws-error.ts";
import type { CloudEvent } from "../wire.ts";
import type { Rule, Target } from "./buses.ts";
import { wholeSeconds } from "./put-events.ts";

/** What rules can reach; each throws AwsError when it cannot be done. */
export interface TargetPorts {
  startExecution(arn: string, input: string, event: CloudEvent): void;
  invokeFunction(arn: string, input: unknown): Promise<void>;
  sendMessage(arn: string, body: string, attributes?: Readonly<Record<string, string>>): void;
  forward(busArn: string, event: CloudEvent, rule: Rule, roleArn: string | undefined): void;
}

export interface DeliveryRecord {
  /** Epoch milliseconds of the virtual clock. */
  readonly at: number;
  readonly eventId: string;
  readonly rule: string;
  readonly target: string;
  readonly status: "delivered" | "retried" | "dead-lettered" | "lost";
  readonly error?: string;
}

interface DeliveryOptions {
  readonly clock: VirtualClock;
  readonly ports: TargetPorts;
  readonly record: (record: DeliveryRecord) => void;
}

interface Attempt {
  readonly event: CloudEvent;
  readonly rule: Rule;
  readonly target: Target;
  readonly firstAt: number;
  readonly retries: number;
}

/** What passes between a rule's match and its target's call. */
const LATENCY_MS = 500;
/** EventBridge's own defaults for a target without a RetryPolicy. */
const MAX_RETRIES = 185;
const MAX_AGE_SECONDS = 86400;
const LONGEST_BACKOFF_MS = 15 * 60 * 1000;

/** Brings an event to a target of a rule, again and again as its RetryPolicy has it, and to its dead-letter queue at last. */
export function deliver(options: DeliveryOptions, event: CloudEvent, rule: Rule, target: Target): void {
  schedule(options, { event, rule, target, firstAt: options.clock.now(), retries: 0 }, LATENCY_MS);
}

function schedule(options: DeliveryOptions, attempt: Attempt, delayMs: number): void {
  const { clock } = options;
  clock.at(clock.now() + delayMs, () => void clock.during(carryOut(options, attempt)));
}

async function carryOut(options: DeliveryOptions, attempt: Attempt): Promise<void> {
  try {
    await callTarget(options.ports, attempt);
    note(options, attempt, "delivered");
  } catch (error) {
    const failure = error instanceof AwsError ? error : new AwsError("INTERNAL", String(error));
    if (isWorthRetrying(options, attempt, failure)) {
      note(options, attempt, "retried", failure);
      schedule(
        options,
        { ...attempt, retries: attempt.retries + 1 },
        Math.min(LONGEST_BACKOFF_MS, 1000 * 2 ** attempt.retries),
      );
    } else {
      giveUp(options, attempt, failure);
    }
  }
}

async function callTarget(ports: TargetPorts, { event, rule, target, firstAt }: Attempt): Promise<void> {
  const service = target.Arn.split(":")[2];
  const ingestionTime = wholeSeconds(firstAt);
  const input = targetInput(target, { ...event }, { ruleArn: rule.arn, ruleName: rule.name, ingestionTime });
  if (service === "states") ports.startExecution(target.Arn, input, event);
  else if (service === "lambda") await ports.invokeFunction(target.Arn, JSON.parse(input));
  else if (service === "sqs") ports.sendMessage(target.Arn, input);
  else if (service === "events") ports.forward(target.Arn, event, rule, target.RoleArn);
  // Who subscribes to a topic is outside the lab: the record of deliveries is all there is to see.
  else if (service !== "sns") throw new AwsError("UNSUPPORTED_TARGET", `the lab cannot deliver to ${target.Arn}`);
}

function isWorthRetrying(
  { clock }: DeliveryOptions,
  { target, firstAt, retries }: Attempt,
  failure: AwsError,
): boolean {
  const policy = target.RetryPolicy ?? {};
  const age = (clock.now() - firstAt) / 1000;
  return (
    (failure.status >= 500 || /Throttl|TooManyRequests|LimitExceeded/.test(failure.code)) &&
    retries < (policy.MaximumRetryAttempts ?? MAX_RETRIES) &&
    age < (policy.MaximumEventAgeInSeconds ?? MAX_AGE_SECONDS)
  );
}

function giveUp(options: DeliveryOptions, attempt: Attempt, failure: AwsError): void {
  const { event, rule, target, retries } = attempt;
  const queue = target.DeadLetterConfig?.Arn;
  if (queue === undefined) {
    note(options, attempt, "lost", failure);
    return;
  }
  options.ports.sendMessage(queue, JSON.stringify(event), {
    ERROR_CODE: failure.code,
    ERROR_MESSAGE: failure.message,
    RULE_ARN: rule.arn,
    TARGET_ARN: target.Arn,
    RETRY_ATTEMPTS: String(retries),
  });
  note(options, attempt, "dead-lettered", failure);
}

function note(options: DeliveryOptions, attempt: Attempt, status: DeliveryRecord["status"], failure?: AwsError): void {
  const { event, rule, target } = attempt;
  options.record({
    at: options.clock.now(),
    eventId: event.id,
    rule: rule.arn,
    target: target.Arn,
    status,
    ...(failure === undefined ? {} : { error: `${failure.code}: ${failure.message}` }),
  });
}
