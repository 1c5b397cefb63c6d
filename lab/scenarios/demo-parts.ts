import type { NetworkId } from "../../core/connection/network-id.ts";
import type { Rule } from "../../core/problems.ts";

/** A network of the demo. */
export interface Resident {
  readonly name: string;
  readonly id: NetworkId;
  /** What crosspeer wrote onto it. */
  status(): Promise<string | undefined>;
  /** What its tags let in, as they have it. */
  allow(): Promise<string | undefined>;
}

/** Two networks that were asked to be joined, and how that ends: well, or by the rule that stands against it. */
export interface Wish {
  readonly between: readonly [Resident, Resident];
  readonly ends: "active" | Rule;
}

/** One half of a peering. */
export interface HalfRow {
  readonly network: string;
  readonly half: string;
  readonly state: string;
}

export interface RuleRow {
  readonly network: string;
  readonly rule: string;
  readonly allows: string;
  readonly from: readonly string[];
}
