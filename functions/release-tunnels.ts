import * as z from "zod";
import { releaseTunnels } from "../reconcile/release-tunnels.ts";
import { compose } from "../runtime/compose.ts";
import { removal } from "../runtime/schemas.ts";
import { composeSecrets } from "../runtime/secrets.ts";
import { step } from "../runtime/step.ts";

const deps = { ...compose(), secrets: composeSecrets() };
const input = removal;
const output = z.object({ tunnels: z.number() });

export const handler = step({ input, output }, (event) => releaseTunnels(deps, event));
