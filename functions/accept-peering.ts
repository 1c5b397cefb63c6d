import * as z from "zod";
import { acceptPeering } from "../reconcile/accept-peering.ts";
import { compose } from "../runtime/compose.ts";
import { connectionId, pair, phase } from "../runtime/schemas.ts";
import { step } from "../runtime/step.ts";

const deps = compose();
const input = pair.extend({ connection: connectionId, peering: z.string(), phase, at: z.string() });
const output = z.object({ accepted: z.boolean() });

export const handler = step({ input, output }, (event) => acceptPeering(deps, event));
