import * as z from "zod";
import { readTunnels } from "../reconcile/read-tunnels.ts";
import { compose } from "../runtime/compose.ts";
import { connectionId, pair, tunnels } from "../runtime/schemas.ts";
import { step } from "../runtime/step.ts";

const deps = compose();
const input = pair.extend({ connection: connectionId });
const output = z.object({ tunnels, settled: z.boolean() });

export const handler = step({ input, output }, (event) => readTunnels(deps, event));
