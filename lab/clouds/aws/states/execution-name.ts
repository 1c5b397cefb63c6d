import { AwsError } from "../aws-error.ts";

/** White space, brackets, wildcards, the special characters that the API reference lists, and control characters. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the rule that is checked here is about control characters
const FORBIDDEN = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f\ufffe\uffff\ud800-\udfff]/;

/** Throws InvalidName for what Step Functions does not take as the name of an execution (1 to 80 characters). */
export function checkExecutionName(name: string): void {
  if (name === "" || name.length > 80 || FORBIDDEN.test(name)) {
    throw new AwsError("InvalidName", `Invalid Name: '${name}'`);
  }
}
