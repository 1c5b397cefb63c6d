import * as z from "zod";

const oneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(["Allow", "Deny"]),
  Action: oneOrMore,
  Resource: oneOrMore.default(["*"]),
  Principal: z.unknown().optional(),
  Condition: z.record(z.string(), z.record(z.string(), oneOrMore)).default({}),
});

/** A policy document; what is not evaluated here (NotAction, NotResource, NotPrincipal) is refused. */
export const policyDocument = z.object({
  Version: z.string(),
  Statement: z.union([statement, z.array(statement)]).transform((value) => [value].flat()),
});
export type Statement = z.infer<typeof statement>;

/** One thing that a call needs to be allowed. */
export interface Need {
  /** `service:Operation`. */
  readonly action: string;
  readonly resource: string;
  /** Condition keys, and the values that the request gives them. */
  readonly context: Readonly<Record<string, readonly string[]>>;
}

/** Whether the statements allow it (IAM user guide, policy evaluation logic: an explicit deny wins, silence denies). */
export function allows(statements: readonly Statement[], need: Need): boolean {
  const effects = statements.filter((candidate) => applies(candidate, need)).map(({ Effect }) => Effect);
  return effects.includes("Allow") && !effects.includes("Deny");
}

function applies({ Action, Resource, Condition }: Statement, { action, resource, context }: Need): boolean {
  return (
    Action.some((pattern) => like(pattern.toLowerCase(), action.toLowerCase())) &&
    Resource.some((pattern) => like(pattern, resource)) &&
    Object.entries(Condition).every(([operator, keys]) =>
      Object.entries(keys).every(([key, wanted]) => holds(operator, wanted, context[key])),
    )
  );
}

type Given = readonly string[] | undefined;

/** A key that the request does not have fails every test but Null, and passes every `ForAllValues`. */
const operators: Readonly<Record<string, (wanted: readonly string[], given: Given) => boolean>> = {
  StringEquals: (wanted, given) => given?.some((value) => wanted.includes(value)) ?? false,
  ArnLike: (wanted, given) => given?.some((value) => wanted.some((pattern) => like(pattern, value))) ?? false,
  Bool: (wanted, given) => given?.some((value) => wanted.includes(value)) ?? false,
  Null: (wanted, given) => wanted.includes(String(given === undefined || given.length === 0)),
  "ForAllValues:StringEquals": (wanted, given) => given?.every((value) => wanted.includes(value)) ?? true,
};

function holds(operator: string, wanted: readonly string[], given: Given): boolean {
  const test = operators[operator];
  if (test === undefined) throw new Error(`condition operator ${operator} is not evaluated here`);
  return test(wanted, given);
}

/** IAM's wildcards: `*` for any run of characters, `?` for one. */
function like(pattern: string, value: string): boolean {
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "s").test(value);
}
