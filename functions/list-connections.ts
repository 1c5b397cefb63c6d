import * as z from "zod";
import { listConnections } from "../reconcile/list-connections.ts";
import { compose } from "../runtime/compose.ts";
import { connectionId } from "../runtime/schemas.ts";
import { step } from "../runtime/step.ts";

const deps = compose();
const input = z.object({ at: z.string() });
const output = z.object({
  batches: z.array(z.array(connectionId).readonly()).readonly(),
  phases: z.record(z.enum(["pending", "active", "degraded", "blocked", "withdrawn"]), z.number()),
});

/** Counts health checks, and connections by their state: where there are no checks for a while, an alarm says so. */
export const handler = step(
  { input, output },
  (event) => listConnections(deps, event),
  ({ phases }) => ({
    HealthChecks: 1,
    ...Object.fromEntries(Object.entries(phases).map(([phase, count]) => [connectionsIn(phase), count])),
  }),
);

/** `ConnectionsActive`. */
function connectionsIn(phase: string): string {
  return `Connections${phase.charAt(0).toUpperCase()}${phase.slice(1)}`;
}
