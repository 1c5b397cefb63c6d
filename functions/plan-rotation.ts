import * as z from "zod";
import { planRotation } from "../reconcile/plan-rotation.ts";
import { compose } from "../runtime/compose.ts";
import { connectionId, fingerprints, pair, side, transport } from "../runtime/schemas.ts";
import { step } from "../runtime/step.ts";

const deps = compose();
const input = z.object({
  connection: connectionId.exactOptional(),
  requester: z.string().exactOptional(),
  accepter: z.string().exactOptional(),
  runner: z.string(),
});
const output = pair.extend({
  connection: connectionId,
  transport,
  fingerprints,
  outcome: z.enum(["rotate", "refuse"]),
  reason: z.string(),
  index: z.number().int(),
  first: side,
  second: side,
});

export const handler = step({ input, output }, (event) => planRotation(deps, event));
