import * as z from "zod";
import { verifyKey } from "../reconcile/verify-key.ts";
import { compose } from "../runtime/compose.ts";
import { rotationStep, tunnels } from "../runtime/schemas.ts";
import { step } from "../runtime/step.ts";

const deps = compose();
const output = z.object({ tunnels, settled: z.boolean(), next: z.number().int().exactOptional() });

export const handler = step({ input: rotationStep, output }, (event) => verifyKey(deps, event));
