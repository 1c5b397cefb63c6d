import * as z from "zod";
import { recordFailure } from "../reconcile/record-failure.ts";
import { compose } from "../runtime/compose.ts";
import { fingerprints, networkId, problem } from "../runtime/schemas.ts";
import { step } from "../runtime/step.ts";

const deps = compose();
const input = z.object({
  requester: z.string().exactOptional(),
  accepter: z.string().exactOptional(),
  network: z.string().exactOptional(),
  fingerprints: fingerprints.exactOptional(),
  askedBy: networkId.exactOptional(),
  generation: z.number().int().exactOptional(),
  error: z.string(),
  cause: z.string(),
  at: z.string(),
});
const output = z.object({ problem });

export const handler = step({ input, output }, (event) => recordFailure(deps, event));
