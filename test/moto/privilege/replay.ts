import * as z from "zod";
import type { GatewayEntry } from "../gateway/gateway.ts";
import { needsOf } from "./needs.ts";
import { allows, type Need, policyDocument, type Statement } from "./policy.ts";

const deployedRoles = z.record(
  z.string(),
  z.object({ trust: policyDocument, policies: z.array(policyDocument) }).transform(({ trust, policies }) => ({
    trust: trust.Statement,
    statements: policies.flatMap(({ Statement }) => Statement),
  })),
);

export interface Role {
  readonly trust: readonly Statement[];
  readonly statements: readonly Statement[];
}

/** The roles of crosspeer by ARN, from what policies.py prints for each account. */
export function readRoles(printed: readonly unknown[]): ReadonlyMap<string, Role> {
  return new Map(printed.flatMap((account) => Object.entries(deployedRoles.parse(account))));
}

/** A need and the role that has it. */
export interface RoleNeed extends Need {
  readonly role: string;
}

/** What every call of crosspeer's roles needs of its role. */
export function roleNeeds(journal: readonly GatewayEntry[], roles: ReadonlyMap<string, Role>): readonly RoleNeed[] {
  return journal
    .filter(({ principal }) => roles.has(principal))
    .flatMap((entry) => needsOf(entry).map((need) => ({ ...need, role: entry.principal })));
}

/** The needs that the roles' policies do not meet. */
export function refused(needs: readonly RoleNeed[], roles: ReadonlyMap<string, Role>): readonly RoleNeed[] {
  return needs.filter(({ role, ...need }) => !allows(roles.get(role)?.statements ?? [], need));
}

/** The assumptions of a role of ours that its trust policy does not let through. */
export function refusedAssumptions(
  journal: readonly GatewayEntry[],
  roles: ReadonlyMap<string, Role>,
): readonly GatewayEntry[] {
  return journal.filter(({ action, principal, params }) => {
    if (action !== "AssumeRole" || !roles.has(principal)) return false;
    const trust = roles.get(String(params["RoleArn"]))?.trust ?? [];
    const externalId = params["ExternalId"];
    const context = {
      "aws:PrincipalArn": [principal],
      ...(typeof externalId === "string" ? { "sts:ExternalId": [externalId] } : {}),
    };
    return !allows(trust, { action: "sts:AssumeRole", resource: "*", context });
  });
}

/** The actions that a role allows and none of the needs asked for: `<step> <action>`, sorted. */
export function unused(needs: readonly RoleNeed[], roles: ReadonlyMap<string, Role>): readonly string[] {
  const used = new Set(needs.map(({ role, action }) => `${role} ${action}`));
  const rest = [...roles].flatMap(([role, { statements }]) =>
    statements
      .filter(({ Effect }) => Effect === "Allow")
      .flatMap(({ Action }) => Action)
      .filter((action) => !used.has(`${role} ${action}`))
      .map((action) => `${stepOf(role)} ${action}`),
  );
  return [...new Set(rest)].sort();
}

/** `…:role/crosspeer/crosspeer-CrosspeerHandlersReadIntentRole1905925D-G40J` → `ReadIntent`. */
export function stepOf(role: string): string {
  const name = role.slice(role.lastIndexOf("/") + 1);
  return /^crosspeer-Crosspeer(?:Handlers|Machines)?(\w+?)(?:Machine)?Role[0-9A-F]{8}/.exec(name)?.[1] ?? name;
}
