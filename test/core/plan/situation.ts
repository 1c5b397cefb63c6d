import type { Peering } from "../../../core/connection/network.ts";
import type { Plan } from "../../../core/plan/change.ts";
import { type PlanInput, planConnection } from "../../../core/plan/plan.ts";
import { buildIntent, type ShortTags } from "../../support/intent-builder.ts";
import { buildNetwork, buildTable, left, type NetworkParts, right } from "../../support/network-builder.ts";

export interface Situation {
  readonly requester?: NetworkParts;
  readonly accepter?: NetworkParts;
  /** Peerings that both see. */
  readonly peerings?: readonly Peering[];
  readonly tags?: { readonly requester?: ShortTags; readonly accepter?: ShortTags };
}

/** Two networks that do not overlap, one table and no cluster on each side unless said otherwise. */
export function inputFor({ requester, accepter, peerings = [], tags = {} }: Situation): PlanInput {
  const sides = {
    requester: buildNetwork(left, {
      prefixes: ["10.1.0.0/16"],
      tables: [buildTable({ id: "rtb-l" })],
      peerings,
      ...requester,
    }),
    accepter: buildNetwork(right, {
      prefixes: ["10.2.0.0/16"],
      tables: [buildTable({ id: "rtb-r" })],
      peerings,
      ...accepter,
    }),
  };
  return {
    requester: { network: sides.requester, intent: buildIntent(tags.requester) },
    accepter: { network: sides.accepter, intent: buildIntent(tags.accepter) },
    refusals: [],
    formerPeerings: [],
    isOwnedRoute: () => true,
  };
}

export function planFor(situation: Situation): Plan {
  return planConnection(inputFor(situation));
}
