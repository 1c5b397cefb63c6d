import * as z from "zod";
import { readFlows } from "../reconcile/read-flows.ts";
import { compose } from "../runtime/compose.ts";
import { place } from "../runtime/schemas.ts";
import { step } from "../runtime/step.ts";

const deps = compose();
const input = z.object({ place, query: z.string(), at: z.string() });
const rejection = z.object({
  ...{ connection: z.string(), from: z.string(), to: z.string(), what: z.string() },
  ...{ packets: z.number(), remedy: z.string() },
});
const output = z.object({ done: z.boolean(), rejections: z.array(rejection).readonly() });

export const handler = step(
  { input, output },
  (event) => readFlows(deps, event),
  ({ rejections }) => ({ FlowsRejected: rejections.reduce((sum, { packets }) => sum + packets, 0) }),
);
