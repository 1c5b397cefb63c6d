import { AwsError } from "../aws-error.ts";

/** The codes that many actions answer with; the rest are made where they are thrown. */
export function invalidValue(message: string): AwsError {
  return new AwsError("InvalidParameterValue", message);
}

export function invalidCombination(message: string): AwsError {
  return new AwsError("InvalidParameterCombination", message);
}

export function missingParameter(name: string): AwsError {
  return new AwsError("MissingParameter", `The request must contain the parameter ${name}`);
}

export function notPermitted(message: string): AwsError {
  return new AwsError("OperationNotPermitted", message);
}

export function dependencyViolation(message: string): AwsError {
  return new AwsError("DependencyViolation", message);
}
