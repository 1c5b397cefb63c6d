import * as z from "zod";
import { removePeering } from "../reconcile/remove-peering.ts";
import { compose } from "../runtime/compose.ts";
import { removal } from "../runtime/schemas.ts";
import { step } from "../runtime/step.ts";

const deps = compose();
const input = removal.extend({ at: z.string() });
const output = z.object({ done: z.boolean(), wait: z.number() });

export const handler = step({ input, output }, (event) => removePeering(deps, event));
