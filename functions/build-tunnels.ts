import * as z from "zod";
import { buildTunnels } from "../reconcile/build-tunnels.ts";
import { compose } from "../runtime/compose.ts";
import { connectionId, pair, side } from "../runtime/schemas.ts";
import { composeSecrets } from "../runtime/secrets.ts";
import { step } from "../runtime/step.ts";

const deps = { ...compose(), secrets: composeSecrets() };
const addresses = z.array(z.string()).readonly();
const far = z.object({ addresses, outside: addresses.exactOptional() });
const input = pair.extend({ connection: connectionId, side, far, at: z.string() });
const output = z.object({ done: z.boolean(), wait: z.number(), outside: addresses });

export const handler = step({ input, output }, (event) => buildTunnels(deps, event));
