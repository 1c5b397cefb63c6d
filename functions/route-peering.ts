import * as z from "zod";
import { routePeering } from "../reconcile/route-peering.ts";
import { compose } from "../runtime/compose.ts";
import { connectionId, options, pair } from "../runtime/schemas.ts";
import { step } from "../runtime/step.ts";

const deps = compose();
const input = pair.extend({ connection: connectionId, peering: z.string(), options });
const output = z.object({ routes: z.number() });

export const handler = step({ input, output }, (event) => routePeering(deps, event));
