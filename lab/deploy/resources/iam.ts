import * as z from "zod";
import { Inert, type ResourceContext, resourceType } from "../resource.ts";

const Named = z.strictObject({ PolicyName: z.string(), PolicyDocument: z.unknown() });
const Role = z.strictObject({
  RoleName: z.string().optional(),
  Path: z.string().optional(),
  AssumeRolePolicyDocument: z.unknown(),
  Policies: z.array(Named).default([]),
  ManagedPolicyArns: Inert,
  Description: Inert,
  MaxSessionDuration: Inert,
  PermissionsBoundary: Inert,
  Tags: Inert,
});

export const iamRole = resourceType(Role, (properties, { generatedName, place, services }) => {
  const role = services.roles.create({
    account: place.account,
    name: properties.RoleName ?? generatedName,
    ...(properties.Path === undefined ? {} : { path: properties.Path }),
    trust: properties.AssumeRolePolicyDocument,
  });
  for (const { PolicyName, PolicyDocument } of properties.Policies) role.policies.set(PolicyName, PolicyDocument);
  return { ref: role.name, attributes: { Arn: role.arn, RoleId: role.id } };
});

const Policy = Named.extend({ Roles: z.array(z.string()).default([]) });

export const iamPolicy = resourceType(Policy, ({ PolicyName, PolicyDocument, Roles }, context) => {
  attach(context, Roles, PolicyName, PolicyDocument);
  return { ref: PolicyName, attributes: {} };
});

const ManagedPolicy = z.strictObject({
  ManagedPolicyName: z.string().optional(),
  PolicyDocument: z.unknown(),
  Roles: z.array(z.string()).default([]),
  Path: z.string().default("/"),
  Description: Inert,
});

export const iamManagedPolicy = resourceType(ManagedPolicy, (properties, context) => {
  const name = properties.ManagedPolicyName ?? context.generatedName;
  attach(context, properties.Roles, name, properties.PolicyDocument);
  const arn = `arn:aws:iam::${context.place.account}:policy${properties.Path}${name}`;
  return { ref: arn, attributes: { PolicyArn: arn } };
});

function attach({ place, services }: ResourceContext, roles: readonly string[], name: string, document: unknown): void {
  for (const roleName of roles) {
    const role = services.roles.find(place.account, roleName);
    if (role === undefined) throw new Error(`there is no role ${roleName} to hang the policy ${name} on`);
    role.policies.set(name, document);
  }
}
