import * as z from "zod";
import { recordConnection } from "../reconcile/record-connection.ts";
import { compose } from "../runtime/compose.ts";
import {
  connectionId,
  fingerprints,
  networkId,
  outcome,
  pair,
  problem,
  transport,
  tunnels,
} from "../runtime/schemas.ts";
import { step } from "../runtime/step.ts";

const deps = compose();
const input = pair.extend({
  connection: connectionId,
  transport,
  outcome,
  problems: z.array(problem),
  warnings: z.array(z.string()),
  fingerprints,
  peering: z.string().exactOptional(),
  tunnels: tunnels.exactOptional(),
  askedBy: networkId.exactOptional(),
  generation: z.number().int().exactOptional(),
  at: z.string(),
});
const output = z.object({ phase: z.string() });

export const handler = step({ input, output }, (event) => recordConnection(deps, event));
