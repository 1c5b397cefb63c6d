import type * as z from "zod";
import { ArmError } from "./arm-error.ts";

/** Reads a request's body, or throws what ARM says of members that it does not know and of values of a wrong type. */
export function readBody<T>(schema: z.ZodType<T>, body: unknown): T {
  const read = schema.safeParse(body ?? {});
  if (read.success) return read.data;
  const details = read.error.issues.map((issue) => ({
    code: "InvalidJson",
    message: `${issue.message}. Path '${issue.path.join(".")}'.`,
  }));
  throw new ArmError("InvalidRequestFormat", "Cannot parse the request.", { details });
}
