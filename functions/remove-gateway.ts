import * as z from "zod";
import { removeGateway } from "../reconcile/remove-gateway.ts";
import { compose } from "../runtime/compose.ts";
import { removal, side } from "../runtime/schemas.ts";
import { step } from "../runtime/step.ts";

const deps = compose();
const input = removal.extend({ side, at: z.string() });
const output = z.object({ done: z.boolean(), wait: z.number() });

export const handler = step({ input, output }, (event) => removeGateway(deps, event));
