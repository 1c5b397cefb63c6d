import * as z from "zod";
import { readPeering } from "../reconcile/read-peering.ts";
import { compose } from "../runtime/compose.ts";
import { options, pair } from "../runtime/schemas.ts";
import { step } from "../runtime/step.ts";

const deps = compose();
const input = pair.extend({ peering: z.string() });
const output = z.object({ options });

export const handler = step({ input, output }, (event) => readPeering(deps, event));
