import * as z from "zod";
import { readRound } from "../reconcile/read-round.ts";
import { composeRounds } from "../runtime/compose.ts";
import { round } from "../runtime/schemas.ts";
import { step } from "../runtime/step.ts";

const deps = composeRounds();
const input = z.object({ started: round, since: z.string(), at: z.string() });
const output = z.object({ over: z.boolean() });

export const handler = step({ input, output }, (event) => readRound(deps, event));
