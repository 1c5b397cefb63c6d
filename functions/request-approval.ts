import * as z from "zod";
import { requestApproval } from "../reconcile/request-approval.ts";
import { compose } from "../runtime/compose.ts";
import { connectionId, networkId, pair, problem, transport } from "../runtime/schemas.ts";
import { step } from "../runtime/step.ts";

const deps = compose();
const input = pair.extend({
  connection: connectionId,
  transport,
  problems: z.array(problem),
  askedBy: networkId.exactOptional(),
  approval: z.object({ plan: z.string(), seconds: z.number() }),
  token: z.string(),
  at: z.string(),
});
const output = z.object({ expiresAt: z.string() });

export const handler = step({ input, output }, (event) => requestApproval(deps, event));
