import * as z from "zod";
import { renewKey } from "../reconcile/renew-key.ts";
import { compose } from "../runtime/compose.ts";
import { rotationStep } from "../runtime/schemas.ts";
import { composeSecrets } from "../runtime/secrets.ts";
import { step } from "../runtime/step.ts";

const deps = { ...compose(), secrets: composeSecrets() };
const output = z.object({ secret: z.string() });

export const handler = step({ input: rotationStep, output }, (event) => renewKey(deps, event));
