import type { HistoryEvent } from "../../../workflow/asl/history.ts";
import { epochSeconds } from "../json-protocol.ts";
import type { StartedExecution } from "./state-machines.ts";

/** What DescribeExecution answers. */
export function describeExecution(execution: StartedExecution) {
  const { run, input, stateMachine } = execution;
  const end = run.outcome;
  return {
    ...summarizeExecution(execution),
    stateMachineArn: stateMachine.arn,
    input,
    inputDetails: { included: true },
    redriveCount: 0,
    ...(end?.status === "SUCCEEDED" ? { output: JSON.stringify(end.output), outputDetails: { included: true } } : {}),
    ...(end !== undefined && end.status !== "SUCCEEDED" ? failure(end) : {}),
  };
}

/** One entry of ListExecutions. */
export function summarizeExecution({ arn, name, run, stateMachine }: StartedExecution) {
  return {
    executionArn: arn,
    stateMachineArn: stateMachine.arn,
    name,
    status: run.status,
    startDate: epochSeconds(run.startDate),
    ...(run.stopDate === undefined ? {} : { stopDate: epochSeconds(run.stopDate) }),
  };
}

export function historyEvent(event: HistoryEvent) {
  return { ...event, timestamp: epochSeconds(event.timestamp) };
}

/**
 * An execution as `states:startExecution.sync:2` gives it to the machine that waits for it: the keys of DescribeExecution
 * in capitals, times in milliseconds, and, when it succeeded, input and output parsed.
 */
export function integrationResult({ arn, name, input, run, stateMachine }: StartedExecution) {
  const end = run.outcome;
  const succeeded = end?.status === "SUCCEEDED";
  return {
    ...(succeeded || end === undefined ? {} : capitalized(failure(end))),
    ExecutionArn: arn,
    Input: succeeded ? JSON.parse(input) : input,
    InputDetails: { Included: true },
    Name: name,
    ...(succeeded ? { Output: end.output, OutputDetails: { Included: true } } : {}),
    RedriveCount: 0,
    StartDate: run.startDate,
    StateMachineArn: stateMachine.arn,
    Status: run.status,
    StopDate: run.stopDate,
  };
}

function failure({ error, cause }: { readonly error?: string; readonly cause?: string }) {
  return { ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) };
}

function capitalized(value: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key.charAt(0).toUpperCase() + key.slice(1), item]),
  );
}
