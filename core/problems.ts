/** The rules that crosspeer holds a wish to. Each names one reason to refuse, and appears in status tags and events. */
export type Rule =
  | "malformed-tag"
  | "ambiguous-name"
  | "unknown-network"
  | "self-connection"
  | "missing-consent"
  | "overlap"
  | "no-transport"
  | "quota"
  | "route-conflict"
  | "peering-conflict"
  | "asn-conflict"
  | "gateway-conflict"
  | "tunnels-down"
  | "drift"
  | "flapping"
  | "policy-denied"
  | "policy-unreadable"
  | "needs-approval"
  | "approval-rejected"
  | "approval-expired"
  | "refused"
  | "invalid"
  | "failed";

/** A refusal: a value to show to people, never thrown. It names what broke the rule and what to change. */
export interface Problem {
  readonly rule: Rule;
  /** What broke the rule, the value given and the value expected; lower case, no secrets. */
  readonly message: string;
  /** What a person has to change. */
  readonly remedy: string;
}
