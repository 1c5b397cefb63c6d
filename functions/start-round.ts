import * as z from "zod";
import { startRound } from "../reconcile/start-round.ts";
import { composeStarter } from "../runtime/compose.ts";
import { round } from "../runtime/schemas.ts";
import { step } from "../runtime/step.ts";

const deps = composeStarter();
const input = z.object({ generation: z.number().int(), began: z.string(), at: z.string() });
const output = z.object({ started: round });

export const handler = step({ input, output }, (event) => startRound(deps, event));
