import * as z from "zod";
import { listConnections } from "../reconcile/list-connections.ts";
import { compose } from "../runtime/compose.ts";
import { connectionId } from "../runtime/schemas.ts";
import { step } from "../runtime/step.ts";

const deps = compose();
const input = z.object({ at: z.string() });
const output = z.object({ batches: z.array(z.array(connectionId).readonly()).readonly() });

/** Counts health checks: where there are none for a while, an alarm says so. */
export const handler = step(
  { input, output },
  (event) => listConnections(deps, event),
  () => ({ HealthChecks: 1 }),
);
