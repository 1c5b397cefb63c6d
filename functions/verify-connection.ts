import * as z from "zod";
import { verifyConnection } from "../reconcile/verify-connection.ts";
import { compose } from "../runtime/compose.ts";
import { connectionId, pair, tunnels } from "../runtime/schemas.ts";
import { step } from "../runtime/step.ts";

const deps = compose();
const input = pair.extend({ connection: connectionId, peering: z.string() });
const output = z.object({ routes: z.number(), tunnels: tunnels.exactOptional() });

export const handler = step({ input, output }, (event) => verifyConnection(deps, event));
