import * as z from "zod";
import { queryFlows } from "../reconcile/query-flows.ts";
import { compose } from "../runtime/compose.ts";
import { place } from "../runtime/schemas.ts";
import { step } from "../runtime/step.ts";

const deps = compose();
const input = z.object({ place, at: z.string() });
const output = z.object({ query: z.string().exactOptional() });

export const handler = step({ input, output }, (event) => queryFlows(deps, event));
