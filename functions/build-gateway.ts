import * as z from "zod";
import { buildGateway } from "../reconcile/build-gateway.ts";
import { compose } from "../runtime/compose.ts";
import { connectionId, pair, side } from "../runtime/schemas.ts";
import { step } from "../runtime/step.ts";

const deps = compose();
const input = pair.extend({ connection: connectionId, side, at: z.string() });
const output = z.object({ usable: z.boolean(), wait: z.number(), addresses: z.array(z.string()).readonly() });

export const handler = step({ input, output }, (event) => buildGateway(deps, event));
