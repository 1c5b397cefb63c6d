import * as z from "zod";
import { readPlace } from "../reconcile/read-place.ts";
import { compose } from "../runtime/compose.ts";
import { place } from "../runtime/schemas.ts";
import { step } from "../runtime/step.ts";

const deps = compose();
const output = z.object({ networks: z.number() });

export const handler = step({ input: place, output }, (event) => readPlace(deps, event));
