import * as z from "zod";
import { readIntent } from "../reconcile/read-intent.ts";
import { compose } from "../runtime/compose.ts";
import { networkId, pair, place } from "../runtime/schemas.ts";
import { step } from "../runtime/step.ts";

const deps = compose();
const unread = place.extend({ error: z.string(), cause: z.string() });
const input = z.object({
  network: networkId.exactOptional(),
  unread: z.array(unread).readonly().exactOptional(),
  at: z.string(),
});
const output = z.object({ connections: z.array(pair).readonly(), oldest: z.number().exactOptional() });

/** Counts sweeps: where there are none for a while, an alarm says so. */
export const handler = step(
  { input, output },
  (event) => readIntent(deps, event),
  ({ oldest }) => (oldest === undefined ? {} : { Sweeps: 1, OldestUnreconciledSeconds: oldest }),
);
