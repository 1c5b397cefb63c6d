import * as z from "zod";
import { propagateRoutes } from "../reconcile/propagate-routes.ts";
import { compose } from "../runtime/compose.ts";
import { connectionId, pair } from "../runtime/schemas.ts";
import { step } from "../runtime/step.ts";

const deps = compose();
const input = pair.extend({ connection: connectionId });
const output = z.object({ tables: z.number() });

export const handler = step({ input, output }, (event) => propagateRoutes(deps, event));
