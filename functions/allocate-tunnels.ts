import * as z from "zod";
import { allocateTunnels } from "../reconcile/allocate-tunnels.ts";
import { compose } from "../runtime/compose.ts";
import { connectionId, pair, side } from "../runtime/schemas.ts";
import { composeSecrets } from "../runtime/secrets.ts";
import { step } from "../runtime/step.ts";

const deps = { ...compose(), secrets: composeSecrets() };
const input = pair.extend({ connection: connectionId });
const output = z.object({ tunnels: z.number(), first: side, second: side });

export const handler = step({ input, output }, (event) => allocateTunnels(deps, event));
