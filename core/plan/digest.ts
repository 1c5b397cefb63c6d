import { createHash } from "node:crypto";
import type { Plan } from "./change.ts";

/** What an approval is bound to. */
export interface Digests {
  /** Of all that would be done: what somebody was shown. */
  readonly plan: string;
  /** Of what it comes to in the end: it stays the same while the plan is being carried out. */
  readonly wish: string;
}

/** @param fingerprints of both sides' tags */
export function digestsOf(plan: Plan, fingerprints: Readonly<Record<"requester" | "accepter", string>>): Digests {
  const { requester, accepter, transport, destinations } = plan;
  const { peeringChanges, routeChanges, firewallChanges, vpnChanges } = plan;
  const wish = { requester, accepter, transport, destinations, fingerprints };
  return {
    plan: digest({ ...wish, peeringChanges, routeChanges, firewallChanges, vpnChanges }),
    wish: digest(wish),
  };
}

/** Keys in their order, so that the same says the same. */
function digest(value: unknown): string {
  return createHash("sha256")
    .update(JSON.stringify(sorted(value)))
    .digest("hex")
    .slice(0, 16);
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}
