import * as z from "zod";

const OneOrMore = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (Array.isArray(value) ? value : [value]));
/** Numbers and booleans may stand in JSON as such (IAM policy grammar: condition values). */
const Value = z.union([z.string(), z.number(), z.boolean()]).transform(String);
const Values = z.union([Value.transform((value) => [value]), z.array(Value)]);
const Condition = z.record(z.string(), z.record(z.string(), Values));
const Statement = z.strictObject({
  Sid: z.string().optional(),
  Effect: z.enum(["Allow", "Deny"]),
  Principal: z.union([z.literal("*"), z.record(z.string(), OneOrMore)]).optional(),
  Action: OneOrMore.optional(),
  NotAction: OneOrMore.optional(),
  Resource: OneOrMore.optional(),
  NotResource: OneOrMore.optional(),
  Condition: Condition.optional(),
});

/** A policy document. NotPrincipal is refused. */
export const Policy = z.object({
  Version: z.string().optional(),
  Id: z.string().optional(),
  Statement: z.union([Statement, z.array(Statement)]).transform((value) => (Array.isArray(value) ? value : [value])),
});
export type Policy = z.infer<typeof Policy>;
type Statement = z.infer<typeof Statement>;

export interface AccessRequest {
  /** ARNs that a policy may name the caller by: the session, its role, the account's root; or a service's name. */
  readonly principals: readonly string[];
  readonly account: string;
  readonly action: string;
  readonly resource: string;
  /** Condition keys in lower case and their values; a key that is not here does not match. */
  readonly context: Readonly<Record<string, string>>;
}

/** What a resource policy says of a request: an explicit Deny wins, and silence is a refusal. */
export function isAllowed(policy: Policy, request: AccessRequest): boolean {
  const effects = policy.Statement.filter((statement) => applies(statement, request)).map(({ Effect }) => Effect);
  return effects.includes("Allow") && !effects.includes("Deny");
}

function applies(statement: Statement, request: AccessRequest): boolean {
  return (
    namesPrincipal(statement.Principal, request) &&
    inList(statement.Action, statement.NotAction, request.action.toLowerCase(), true) &&
    inList(statement.Resource, statement.NotResource, request.resource, false) &&
    Object.entries(statement.Condition ?? {}).every(([operator, keys]) => holds(operator, keys, request.context))
  );
}

function namesPrincipal(principal: Statement["Principal"], { principals, account }: AccessRequest): boolean {
  if (principal === undefined || principal === "*") return true;
  const names = Object.values(principal).flat();
  return names.some((name) => name === "*" || name === account || principals.includes(name));
}

/** A trust policy has no Resource: then the statement is about the role that it hangs on. */
function inList(list: string[] | undefined, not: string[] | undefined, value: string, lower: boolean): boolean {
  const matches = (patterns: string[]) =>
    patterns.some((pattern) => like(lower ? pattern.toLowerCase() : pattern, value));
  if (not !== undefined) return !matches(not);
  return list === undefined || matches(list);
}

const OPERATORS: Readonly<Record<string, (pattern: string, value: string) => boolean>> = {
  StringEquals: (pattern, value) => pattern === value,
  StringLike: like,
  ArnEquals: like,
  ArnLike: like,
  Bool: (pattern, value) => pattern.toLowerCase() === value.toLowerCase(),
};

function holds(operator: string, keys: Record<string, string[]>, context: AccessRequest["context"]): boolean {
  const negated = operator.replace("StringNot", "String").replace("ArnNot", "Arn");
  const test = OPERATORS[operator] ?? OPERATORS[negated];
  if (test === undefined) throw new Error(`the lab has no condition operator ${operator}`);
  return Object.entries(keys).every(([key, patterns]) => {
    const value = context[key.toLowerCase()];
    const met = value !== undefined && patterns.some((pattern) => test(pattern, value));
    return operator in OPERATORS ? met : !met;
  });
}

/** IAM's wildcards: `*` for any run of characters, `?` for one. */
function like(pattern: string, value: string): boolean {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "s").test(value);
}
