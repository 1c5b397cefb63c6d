import type { Template } from "aws-cdk-lib/assertions";
import * as z from "zod";

const statement = z.object({
  Effect: z.enum(["Allow", "Deny"]),
  Action: z.union([z.array(z.string()), z.string().transform((action) => [action])]),
  Condition: z.unknown().optional(),
  Resource: z.unknown().transform((resource) => (resource === undefined ? [] : [resource].flat())),
});

const document = z.object({ Statement: z.array(statement) });

export type Statement = z.output<typeof statement>;

/** Every statement that allows something, of every policy of a template: roles', queues' and trust policies. */
export function allowedBy(template: Template): readonly Statement[] {
  return documentsIn(template.toJSON())
    .flatMap(({ Statement }) => Statement)
    .filter(({ Effect }) => Effect === "Allow");
}

function documentsIn(value: unknown): readonly z.output<typeof document>[] {
  if (typeof value !== "object" || value === null) return [];
  const parsed = document.safeParse(value);
  if (parsed.success) return [parsed.data];
  // In a key's own policy every resource means this key, and the account's owner may do all with it: it is looked at apart.
  return Object.entries(value).flatMap(([name, part]) => (name === "KeyPolicy" ? [] : documentsIn(part)));
}
