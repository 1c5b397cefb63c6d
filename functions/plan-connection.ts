import * as z from "zod";
import { planConnection } from "../reconcile/plan-connection.ts";
import { compose } from "../runtime/compose.ts";
import {
  answer,
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
const input = z.object({
  requester: z.string(),
  accepter: z.string(),
  asked: z.boolean(),
  withdrawn: z.boolean().exactOptional(),
  answer: answer.exactOptional(),
  at: z.string(),
});
const output = pair.extend({
  connection: connectionId,
  transport,
  outcome,
  problems: z.array(problem).readonly(),
  warnings: z.array(z.string()).readonly(),
  peering: z.string().exactOptional(),
  builds: z.boolean(),
  tunnels: tunnels.exactOptional(),
  askedBy: networkId.exactOptional(),
  fingerprints,
  grace: z.number().exactOptional(),
  approval: z.object({ plan: z.string(), seconds: z.number() }).exactOptional(),
});

export const handler = step({ input, output }, (event) => planConnection(deps, event));
