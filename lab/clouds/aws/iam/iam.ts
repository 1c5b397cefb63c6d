import { AwsError } from "../aws-error.ts";
import { type QueryAction, queryService, required, type XmlValue } from "../query-protocol.ts";
import type { AwsService } from "../wire.ts";
import type { Role, Roles } from "./roles.ts";

/** IAM over its Query protocol: the roles, as far as a person at a CLI needs them. */
export function iamService({
  roles,
  requestId,
}: {
  readonly roles: Roles;
  readonly requestId: () => string;
}): AwsService {
  const existing = (account: string, name: string): Role => {
    const role = roles.find(account, name);
    if (role === undefined) throw new AwsError("NoSuchEntity", `The role with name ${name} cannot be found.`, 404);
    return role;
  };
  const actions: Record<string, QueryAction> = {
    CreateRole: {
      write: true,
      run: (form, { account }) => ({
        Role: describe(
          roles.create({
            account,
            name: required(form, "RoleName"),
            path: form.get("Path") ?? "/",
            trust: JSON.parse(required(form, "AssumeRolePolicyDocument")),
          }),
        ),
      }),
    },
    GetRole: {
      write: false,
      run: (form, { account }) => ({ Role: describe(existing(account, required(form, "RoleName"))) }),
    },
    ListRoles: {
      write: false,
      run: (_form, { account }) => ({ Roles: roles.of(account).map(describe), IsTruncated: false }),
    },
    PutRolePolicy: {
      write: true,
      run: (form, { account }) => {
        const role = existing(account, required(form, "RoleName"));
        role.policies.set(required(form, "PolicyName"), JSON.parse(required(form, "PolicyDocument")));
        return {};
      },
    },
    DeleteRole: {
      write: true,
      run: (form, { account }) => {
        roles.remove(existing(account, required(form, "RoleName")));
        return {};
      },
    },
  };
  return queryService({ name: "iam", namespace: "https://iam.amazonaws.com/doc/2010-05-08/", requestId, actions });
}

function describe(role: Role): XmlValue {
  return {
    Path: role.path,
    RoleName: role.name,
    RoleId: role.id,
    Arn: role.arn,
    AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(role.trust)),
  };
}
