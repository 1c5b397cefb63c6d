import * as z from "zod";
import { listPlaces } from "../reconcile/list-places.ts";
import { compose } from "../runtime/compose.ts";
import { place } from "../runtime/schemas.ts";
import { step } from "../runtime/step.ts";

const deps = compose();
const input = z.object({});
const output = z.object({ places: z.array(place).readonly() });

export const handler = step({ input, output }, () => listPlaces(deps));
