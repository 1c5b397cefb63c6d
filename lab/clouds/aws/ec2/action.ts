import type { Form } from "./form.ts";
import type { Ec2State, Place } from "./state.ts";
import type { XmlTree } from "./xml.ts";

/** A call as an action sees it. */
export interface Ec2Call {
  readonly action: string;
  readonly state: Ec2State;
  /** The caller's account in the region that was called. */
  readonly place: Place;
  readonly form: Form;
}

export interface Ec2Action {
  /** Every parameter that it takes, as a pattern with `n` for a list index. */
  readonly parameters: readonly string[];
  /** Returns the answer's elements; throws AwsError. */
  run(call: Ec2Call): XmlTree;
}

/** The answer of actions that say no more than that they worked. */
export const DONE: XmlTree = { return: true };
