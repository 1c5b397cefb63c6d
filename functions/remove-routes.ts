import * as z from "zod";
import { removeRoutes } from "../reconcile/remove-routes.ts";
import { compose } from "../runtime/compose.ts";
import { removal } from "../runtime/schemas.ts";
import { step } from "../runtime/step.ts";

const deps = compose();
const input = removal;
const output = z.object({ routes: z.number() });

export const handler = step({ input, output }, (event) => removeRoutes(deps, event));
