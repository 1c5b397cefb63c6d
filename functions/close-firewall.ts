import * as z from "zod";
import { closeFirewall } from "../reconcile/close-firewall.ts";
import { compose } from "../runtime/compose.ts";
import { removal } from "../runtime/schemas.ts";
import { step } from "../runtime/step.ts";

const deps = compose();
const input = removal;
const output = z.object({ rules: z.number() });

export const handler = step({ input, output }, (event) => closeFirewall(deps, event));
