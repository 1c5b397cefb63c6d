import type * as z from "zod";
import { GcpError, invalidArgument, required } from "./gcp-error.ts";

/** A JSON body in the form that a schema asks for; throws GcpError as Google does for one that is not. */
export function readBody<Body>(schema: z.ZodType<Body>, text: string): Body {
  const parsed = schema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  // A name that Google does not know is found while it reads, before anything that is missing.
  const { issues } = parsed.error;
  throw refusal(issues.find(({ code }) => code === "unrecognized_keys") ?? issues[0]);
}

function parseJson(text: string): unknown {
  if (text === "") return {};
  try {
    return JSON.parse(text);
  } catch {
    // Google quotes the place in the text; only the reason is certain.
    throw new GcpError({ status: 400, reason: "parseError", message: "Parse Error", canonical: "INVALID_ARGUMENT" });
  }
}

type Issue = z.core.$ZodIssue;

function refusal(issue: Issue | undefined): GcpError {
  const place = pathText(issue?.path ?? []);
  if (issue?.code === "unrecognized_keys") {
    const at = place === "" ? "" : ` at '${place}'`;
    return invalidArgument(`Invalid JSON payload received. Unknown name "${issue.keys[0]}"${at}: Cannot find field.`);
  }
  if (issue?.code === "invalid_type" && issue.message.endsWith("received undefined")) {
    return required(`resource.${place}`);
  }
  return invalidArgument(`Invalid value at '${place}': ${issue?.message ?? "not readable"}`);
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === "number" ? `[${step}]` : `.${String(step)}`))
    .join("")
    .replace(/^\./, "");
}
