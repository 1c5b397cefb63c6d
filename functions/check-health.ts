import * as z from "zod";
import { checkHealth } from "../reconcile/check-health.ts";
import { compose } from "../runtime/compose.ts";
import { connectionId, pair } from "../runtime/schemas.ts";
import { step } from "../runtime/step.ts";

const deps = compose();
const input = z.object({ connections: z.array(connectionId), at: z.string() });
const output = z.object({
  checked: z.number(),
  unhealthy: z.number(),
  transitions: z.number(),
  connections: z.array(pair).readonly(),
});

export const handler = step(
  { input, output },
  (event) => checkHealth(deps, event),
  ({ checked, unhealthy, transitions }) => ({
    ConnectionsChecked: checked,
    ConnectionsUnhealthy: unhealthy,
    ConnectionTransitions: transitions,
  }),
);
