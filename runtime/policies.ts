import type { SSMClient } from "@aws-sdk/client-ssm";
import * as z from "zod";
import { parseAllow } from "../core/intent/allow.ts";
import { openPolicy, type Policy } from "../core/policy/policy.ts";
import type { Policies } from "../reconcile/approval-ports.ts";
import { ask } from "./faults.ts";
import { transport } from "./schemas.ts";

const party = z.strictObject({
  cloud: z.enum(["aws", "gcp", "azure"]).exactOptional(),
  account: z.string().exactOptional(),
  name: z
    .string()
    .regex(/^[a-z0-9*-]{1,63}$/, "must be a name in which * stands for any letters")
    .exactOptional(),
});
const allow = z.string().transform((text, context) => {
  const parsed = parseAllow(text);
  if (parsed !== undefined) return parsed;
  context.addIssue(`${text.slice(0, 40)} is none of all, icmp, tcp:443, udp:8000-8100`);
  return z.NEVER;
});
const rule = z.strictObject({
  name: z.string().regex(/^[a-z0-9-]{1,63}$/, "must be 1 to 63 of a-z, 0-9 and -"),
  effect: z.enum(["allow", "approve", "deny"]),
  between: z.array(party).min(1).max(2).exactOptional(),
  mesh: z.string().exactOptional(),
  transport: transport.exactOptional(),
  opens: z.array(allow).min(1).exactOptional(),
  costsOver: z.number().nonnegative().exactOptional(),
});
/** A week: an execution may wait no longer, see connect-networks. */
const mostHours = 168;
const document = z.strictObject({
  drift: z.enum(["repair", "report"]).default(openPolicy.drift),
  approvalHours: z.number().positive().max(mostHours).default(openPolicy.approvalHours),
  rules: z.array(rule).default([]),
});

/**
 * The policy in SSM's Parameter Store.
 *
 * @param connect gives the client, which few functions need
 */
export function createPolicies(connect: () => Promise<SSMClient>, name: string): Policies {
  return {
    async read() {
      const { GetParameterCommand, ParameterNotFound } = await import("@aws-sdk/client-ssm");
      try {
        const command = new GetParameterCommand({ Name: name });
        const { Parameter } = await ask("read the policy", async () => (await connect()).send(command));
        return parsePolicy(Parameter?.Value ?? "", name);
      } catch (error) {
        if (error instanceof ParameterNotFound) return openPolicy;
        throw error;
      }
    },
  };
}

/** One that cannot be read lets nothing new in, and nothing that stands be changed. */
function parsePolicy(text: string, name: string): Policy {
  const parsed = document.safeParse(objectOf(text));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue?.path.join(".") || "the whole";
  return {
    ...{ drift: "report", approvalHours: openPolicy.approvalHours, rules: [] },
    problem: {
      rule: "policy-unreadable",
      message: `the policy ${name} cannot be read: ${where}: ${issue?.message ?? "not as expected"}`,
      remedy: "correct the document",
    },
  };
}

function objectOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
