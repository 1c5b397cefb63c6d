import { AwsError } from "../aws-error.ts";
import type { WireCall } from "../wire.ts";
import { Policy } from "./policy.ts";
import type { Roles } from "./roles.ts";

/**
 * The refusal of a call that no policy of the caller's role allows; undefined when one does.
 *
 * Actions only: resources and conditions of identity policies are not looked at. Users, who are their account's root,
 * may do anything.
 */
export function refusalOf(roles: Roles, { service, action, account, principal }: WireCall): AwsError | undefined {
  const name = /:assumed-role\/([^/]+)\//.exec(principal)?.[1];
  // GetCallerIdentity needs no permission (STS API Reference).
  if (name === undefined || action === "GetCallerIdentity") return undefined;
  const called = `${service}:${action}`;
  const documents = [...(roles.find(account, name)?.policies.values() ?? [])].map((document) => Policy.parse(document));
  const allowed = documents.some(({ Statement }) =>
    Statement.some(
      ({ Effect, Action = [] }) => Effect === "Allow" && Action.some((pattern) => covers(pattern, called)),
    ),
  );
  if (allowed) return undefined;
  const message = `User: ${principal} is not authorized to perform: ${called} because no identity-based policy allows it`;
  return service === "ec2"
    ? new AwsError("UnauthorizedOperation", `You are not authorized to perform this operation. ${message}`, 403)
    : new AwsError(
        service === "sts" ? "AccessDenied" : "AccessDeniedException",
        message,
        service === "sts" ? 403 : 400,
      );
}

function covers(pattern: string, called: string): boolean {
  const [start = "", ...rest] = pattern.toLowerCase().split("*");
  const name = called.toLowerCase();
  if (rest.length === 0) return name === start;
  return name.startsWith(start) && name.endsWith(rest.at(-1) ?? "");
}
