import { type Failure, rootOf } from "../reconcile/record-failure.ts";

/** Why an execution failed, in one sentence: Step Functions and Lambda wrap it in JSON with a stack, which helps nobody. */
export function failureText(failure: Failure | undefined): string {
  if (failure === undefined) return "it failed without a reason";
  const { error, cause } = rootOf(failure);
  return cause === "" ? error : cause;
}
