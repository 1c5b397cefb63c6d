/**
 * A state's failure by its error name and cause, as Retry and Catch see it. `runTask` throws it to fail a task.
 */
export class TaskFailure extends Error {
  override readonly name = "TaskFailure";
  readonly error: string;
  override readonly cause: string | undefined;

  constructor({ error, cause }: { readonly error: string; readonly cause?: string }) {
    super(cause === undefined ? error : `${error}: ${cause}`);
    this.error = error;
    this.cause = cause;
  }
}

/** Why a strand of an execution ends without a failure of its own: it was stopped, timed out, or a sibling failed. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/**
 * Whether an `ErrorEquals` list names an error. States.ALL matches all but the two terminal errors; States.TaskFailed all
 * but those and timeouts; States.Runtime is never matched (Step Functions developer guide, "Error names").
 */
export function matchesError(errorEquals: readonly string[], error: string): boolean {
  if (error === "States.Runtime") return false;
  return errorEquals.some((name) => {
    if (name === error) return true;
    if (error === "States.DataLimitExceeded") return false;
    if (name === "States.ALL") return true;
    // A missed heartbeat is a timeout to who asks for States.Timeout.
    if (name === "States.Timeout") return error === "States.HeartbeatTimeout";
    return name === "States.TaskFailed" && error !== "States.Timeout" && error !== "States.HeartbeatTimeout";
  });
}
