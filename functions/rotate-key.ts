import * as z from "zod";
import { rotateKey } from "../reconcile/rotate-key.ts";
import { compose } from "../runtime/compose.ts";
import { rotationStep, side } from "../runtime/schemas.ts";
import { composeSecrets } from "../runtime/secrets.ts";
import { step } from "../runtime/step.ts";

const deps = { ...compose(), secrets: composeSecrets() };
const input = rotationStep.extend({ side, at: z.string() });
const output = z.object({ done: z.boolean(), wait: z.number() });

export const handler = step({ input, output }, (event) => rotateKey(deps, event));
