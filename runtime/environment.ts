import * as z from "zod";
import { place } from "./schemas.ts";

/** How the functions are known to Google Cloud, and where they look there. */
const google = z.object({
  audience: z.string(),
  serviceAccount: z.string().exactOptional(),
  projects: z.array(z.string()),
});

/** How the functions are known to Microsoft Entra, and where they look in Azure. */
const azure = z.object({
  clientId: z.string(),
  subscriptions: z.array(z.object({ subscription: z.string(), tenant: z.string() })),
  flowLogStorage: z.record(z.string(), z.string()).exactOptional(),
});

const schema = z.object({
  /** Set by Lambda itself. */
  AWS_LAMBDA_FUNCTION_NAME: z.string(),
  AWS_REGION: z.string(),
  LEDGER_TABLE: z.string(),
  EVENT_BUS_NAME: z.string(),
  HUB_ACCOUNT: z.string(),
  MEMBER_ROLE_NAME: z.string(),
  MEMBER_EXTERNAL_ID: z.string().optional(),
  CONNECT_MACHINE_ARN: z.string().optional(),
  ROUNDS_MACHINE_ARN: z.string().optional(),
  GOOGLE: json(google).optional(),
  AZURE: json(azure).optional(),
  /** The role by which those two know us. */
  IDENTITY_ROLE_ARN: z.string().optional(),
  /** Where these clouds are when it is not the real ones. */
  GOOGLE_ENDPOINT: z.string().optional(),
  AZURE_ENDPOINT: z.string().optional(),
  AZURE_AUTHORITY_HOST: z.string().optional(),
  /** The parameter that holds the policy. */
  POLICY_PARAMETER: z.string(),
  /** How long what nobody wants any more still stands. */
  GRACE_SECONDS: json(z.number()),
  PLACES: json(z.array(place)),
});

export type Environment = z.infer<typeof schema>;

/** Reads what the stack tells a function through its environment; throws naming what is missing. */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  return schema.parse(variables);
}

function json<Schema extends z.ZodType>(schema: Schema) {
  return z.string().transform((text) => schema.parse(JSON.parse(text)));
}
