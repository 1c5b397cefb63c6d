import * as z from "zod";
import { previewConnection } from "../reconcile/preview-connection.ts";
import { compose } from "../runtime/compose.ts";
import { outcome, pair, problem, transport } from "../runtime/schemas.ts";
import { step } from "../runtime/step.ts";

const deps = compose();
const input = z.object({ requester: z.string(), accepter: z.string() });
const cloud = z.enum(["aws", "gcp", "azure"]);
const texts = z.array(z.string()).readonly();
const output = pair.extend({
  connection: z.string(),
  names: z.object({ requester: z.string(), accepter: z.string() }),
  transport,
  outcome,
  problems: z.array(problem).readonly(),
  warnings: texts,
  kept: texts,
  calls: z.array(z.object({ cloud, account: z.string(), call: z.string(), about: z.string() })).readonly(),
  quotas: z
    .array(z.object({ of: z.string(), where: z.string(), used: z.number(), added: z.number(), limit: z.number() }))
    .readonly(),
  monthlyUsd: z.number(),
  costs: z.array(z.object({ what: z.string(), usd: z.number() })).readonly(),
});

export const handler = step({ input, output }, (event) => previewConnection(deps, event));
