import * as z from "zod";
import { startConnections } from "../reconcile/start-connections.ts";
import { composeStarter } from "../runtime/compose.ts";
import { pair } from "../runtime/schemas.ts";
import { step } from "../runtime/step.ts";

const deps = composeStarter();
const input = z.object({ connections: z.array(pair) });
const output = z.object({ started: z.array(z.string()).readonly(), waiting: z.number() });

export const handler = step({ input, output }, (event) => startConnections(deps, event));
