import { AwsError } from "../aws-error.ts";
import type { Caller, Credentials } from "../credentials.ts";
import { isAllowed } from "../iam/policy.ts";
import type { Role, Roles } from "../iam/roles.ts";
import { queryService, required, type XmlValue } from "../query-protocol.ts";
import type { AwsService, WireCall } from "../wire.ts";
import { getWebIdentityToken } from "./get-web-identity-token.ts";
import type { WebIdentity } from "./web-identity.ts";

export interface StsOptions {
  readonly credentials: Credentials;
  readonly roles: Roles;
  readonly webIdentity: WebIdentity;
  readonly requestId: () => string;
  /** The clock of the callers: they drop keys whose expiry lies behind it. */
  readonly wallClock: () => number;
}

const DEFAULT_DURATION_SECONDS = 3600;

/** STS over its Query protocol. */
export function stsService(options: StsOptions): AwsService {
  return queryService({
    name: "sts",
    namespace: "https://sts.amazonaws.com/doc/2011-06-15/",
    requestId: options.requestId,
    actions: {
      AssumeRole: { write: false, run: (form, call) => assumeRole(options, form, call) },
      GetWebIdentityToken: { write: false, run: (form, call) => getWebIdentityToken(options, form, call) },
      GetCallerIdentity: {
        write: false,
        run: (_form, call) => {
          const { account, arn, userId } = options.credentials.callerOf(call.principal);
          return { Arn: arn, UserId: userId, Account: account };
        },
      },
    },
  });
}

function assumeRole({ roles, credentials, wallClock }: StsOptions, form: URLSearchParams, call: WireCall) {
  const roleArn = required(form, "RoleArn");
  const name = required(form, "RoleSessionName");
  if (!/^[\w+=,.@-]{2,64}$/.test(name)) {
    throw new AwsError("ValidationError", `Value '${name}' at 'roleSessionName' failed to satisfy [\\w+=,.@-]{2,64}`);
  }
  const role = roles.byArn(roleArn);
  const caller = credentials.callerOf(call.principal);
  if (role === undefined || !trusts(role, caller, form.get("ExternalId"))) {
    // A role that does not exist and a role that does not trust are one and the same answer.
    const message = `User: ${call.principal} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`;
    throw new AwsError("AccessDenied", message, 403);
  }
  const keys = credentials.issue({ roleArn, roleId: role.id, name });
  const seconds = Number(form.get("DurationSeconds") ?? DEFAULT_DURATION_SECONDS);
  const answer: XmlValue = {
    Credentials: {
      AccessKeyId: keys.accessKeyId,
      SecretAccessKey: keys.secretAccessKey,
      SessionToken: keys.sessionToken,
      Expiration: new Date(wallClock() + seconds * 1000).toISOString().replace(/\.\d+Z$/, "Z"),
    },
    AssumedRoleUser: {
      AssumedRoleId: `${role.id}:${name}`,
      Arn: `arn:aws:sts::${role.arn.split(":")[4]}:assumed-role/${role.name}/${name}`,
    },
  };
  return answer;
}

function trusts(role: Role, caller: Caller, externalId: string | null): boolean {
  const root = `arn:aws:iam::${caller.account}:root`;
  return isAllowed(role.trust, {
    principals: [root, caller.arn, ...(caller.roleArn === undefined ? [] : [caller.roleArn])],
    account: caller.account,
    action: "sts:AssumeRole",
    resource: role.arn,
    context: {
      "aws:principalarn": caller.roleArn ?? caller.arn,
      "aws:principalaccount": caller.account,
      ...(externalId === null ? {} : { "sts:externalid": externalId }),
    },
  });
}
