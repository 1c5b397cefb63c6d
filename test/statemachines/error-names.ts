import * as faults from "../../core/faults.ts";

/** Every fault that is thrown: the class that they share is not. */
const { Fault: _shared, ...classes } = faults;
export const faultClasses = classes;

/** The names under which our failures reach the state machines. */
export const faultNames: readonly string[] = Object.values(faultClasses)
  .map((Fault) => new Fault("as the state machine sees it").name)
  .sort();

/** Failures that pass: the same call later will do. */
export const transientFaults = ["Busy", "NotYetVisible", "Throttled"];

/**
 * Lambda's own passing failures (Step Functions: best practices, handle transient Lambda service exceptions), and a
 * function that died or ran out of time: every step may be run again.
 */
export const transientLambdaErrors = [
  "Lambda.AWSLambdaException",
  "Lambda.SdkClientException",
  "Lambda.ServiceException",
  "Lambda.TooManyRequestsException",
  "Lambda.Unknown",
  "Sandbox.Timedout",
];

/** Names that Step Functions gives itself. */
const serviceErrors = [
  ...transientLambdaErrors,
  "Lambda.ClientExecutionTimeoutException",
  "States.ALL",
  "States.DataLimitExceeded",
  "States.HeartbeatTimeout",
  "States.Permissions",
  "States.QueryEvaluationError",
  "States.TaskFailed",
  "States.Timeout",
  // The documentation's example has the short name; recorded failures of this integration end in Exception.
  "StepFunctions.ExecutionLimitExceeded",
  "StepFunctions.ExecutionLimitExceededException",
];

/** Every name that a Retry or a Catch may list. */
export const knownErrors: ReadonlySet<string> = new Set([...faultNames, ...serviceErrors]);
