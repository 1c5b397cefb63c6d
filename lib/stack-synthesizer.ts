import { DefaultStackSynthesizer, type IStackSynthesizer } from "aws-cdk-lib";

/** Without the rule that asks for a bootstrap version: a stack set cannot answer it, and `cdk deploy` asks by itself. */
export function stackSynthesizer(): IStackSynthesizer {
  // The class says `string | undefined` of what its interface says may be absent.
  return new DefaultStackSynthesizer({ generateBootstrapVersionRule: false }) as IStackSynthesizer;
}
