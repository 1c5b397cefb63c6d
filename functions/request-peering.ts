import * as z from "zod";
import { requestPeering } from "../reconcile/request-peering.ts";
import { compose } from "../runtime/compose.ts";
import { connectionId, pair, phase } from "../runtime/schemas.ts";
import { step } from "../runtime/step.ts";

const deps = compose();
const input = pair.extend({ connection: connectionId, at: z.string() });
const output = z.object({ peering: z.string(), phase, waitSeconds: z.number() });

export const handler = step({ input, output }, (event) => requestPeering(deps, event));
