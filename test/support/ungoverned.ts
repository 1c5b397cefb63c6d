import { openPolicy } from "../../core/policy/policy.ts";
import type { Deps } from "../../reconcile/ports.ts";

/** No policy, and nobody who waits for an approval. */
export const ungoverned: Pick<Deps, "policies" | "approvals"> = {
  policies: { read: async () => openPolicy },
  approvals: {
    ask: async () => {},
    waiting: async () => undefined,
    answer: async () => false,
    void: async () => {},
    forget: async () => {},
  },
};
