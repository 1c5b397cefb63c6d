import * as z from "zod";
import { openFirewall } from "../reconcile/open-firewall.ts";
import { compose } from "../runtime/compose.ts";
import { connectionId, pair } from "../runtime/schemas.ts";
import { step } from "../runtime/step.ts";

const deps = compose();
const input = pair.extend({ connection: connectionId });
const output = z.object({ rules: z.number() });

export const handler = step({ input, output }, (event) => openFirewall(deps, event));
