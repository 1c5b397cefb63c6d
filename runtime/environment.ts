import * as z from "zod";

const place = z.object({ account: z.string(), region: z.string() });

const schema = z.object({
  /** Set by Lambda itself. */
  AWS_LAMBDA_FUNCTION_NAME: z.string(),
  LEDGER_TABLE: z.string(),
  EVENT_BUS_NAME: z.string(),
  HUB_ACCOUNT: z.string(),
  MEMBER_ROLE_NAME: z.string(),
  MEMBER_EXTERNAL_ID: z.string().optional(),
  CONNECT_MACHINE_ARN: z.string().optional(),
  PLACES: z.string().transform((text) => z.array(place).parse(JSON.parse(text))),
});

export type Environment = z.infer<typeof schema>;

/** Reads what the stack tells a function through its environment; throws naming what is missing. */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  return schema.parse(variables);
}
