import * as z from "zod";
import { keepFlowLogs } from "../reconcile/keep-flow-logs.ts";
import { compose } from "../runtime/compose.ts";
import { place } from "../runtime/schemas.ts";
import { step } from "../runtime/step.ts";

const deps = compose();
const input = z.object({ at: z.string() });
const output = z.object({ places: z.array(place).readonly(), problems: z.array(z.string()).readonly() });

export const handler = step({ input, output }, (event) => keepFlowLogs(deps, event));
