import * as z from "zod";
import { removeTunnels } from "../reconcile/remove-tunnels.ts";
import { compose } from "../runtime/compose.ts";
import { removal, side } from "../runtime/schemas.ts";
import { step } from "../runtime/step.ts";

const deps = compose();
const input = removal.extend({ side, at: z.string() });
const output = z.object({ done: z.boolean(), wait: z.number() });

export const handler = step({ input, output }, (event) => removeTunnels(deps, event));
