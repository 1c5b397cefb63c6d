import type { Pair } from "../core/connection/connection-id.ts";
import type { Network } from "../core/connection/network.ts";
import type { NetworkId } from "../core/connection/network-id.ts";
import type { Entry } from "../core/intent/directory.ts";
import type { Plan } from "../core/plan/change.ts";
import type { Digests } from "../core/plan/digest.ts";
import type { VpnState } from "../core/plan/vpn.ts";
import type { Policy } from "../core/policy/policy.ts";
import type { Problem } from "../core/problems.ts";
import type { Judgement } from "../core/tunnels/judge.ts";
import type { Answer } from "./approval-ports.ts";
import type { Owned } from "./owned.ts";
import type { Fingerprints } from "./ports.ts";

/** What a pair needs: changes, nothing, somebody's decision first, or that what stands is taken away. */
export type Decision =
  | { readonly outcome: "change"; readonly plan: Plan }
  | { readonly outcome: "keep"; readonly plan: Plan }
  /** With how the tunnels are, where what stands is left as it is. */
  | { readonly outcome: "refuse"; readonly problems: readonly Problem[]; readonly tunnels?: Judgement }
  /** A person has to approve the plan first. */
  | {
      readonly outcome: "approve";
      readonly plan: Plan;
      readonly digests: Digests;
      readonly problems: readonly Problem[];
    }
  /** The problems are what it lacks to be joined again; none where nobody asks for it. */
  | { readonly outcome: "remove"; readonly problems: readonly Problem[] };

export interface Question {
  readonly pair: Pair;
  readonly directory: readonly Entry[];
  readonly requester: Network | undefined;
  readonly accepter: Network | undefined;
  readonly owned: Owned;
  /** Whether anything of ours joins the two by now. */
  readonly standing: boolean;
  /** Of a pair of two clouds, what is there already. */
  readonly vpn?: VpnState;
  /** The network on whose behalf a person started an execution: its side has thereby asked. */
  readonly askedBy?: NetworkId;
  /** Whether a person takes back what a person asked for. */
  readonly withdrawn?: boolean;
  /** @default the one where there is no document */
  readonly policy?: Policy;
  /** Of both sides' tags as they are now. */
  readonly fingerprints?: Fingerprints;
  /** Whether the connection has been as these tags ask for: then what differs is drift. */
  readonly settled?: boolean;
  /** What was last answered to a plan that needs a person's approval. */
  readonly answer?: Answer;
}
