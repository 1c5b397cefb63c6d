import { AwsError } from "../aws-error.ts";
import type { Ec2Action, Ec2Call } from "./action.ts";
import { describeAction } from "./describe.ts";
import { invalidCombination } from "./errors.ts";
import { DRY_RUN, required, TAG_SPECIFICATION, texts } from "./form.ts";
import { lookUp, notFound, refuseMalformed } from "./ids.ts";
import { renderRevoked, renderRule } from "./permission-view.ts";
import { FLAT_PERMISSION, PERMISSIONS, peerText, readPermissions, ruleKey } from "./permissions.ts";
import type { Rule, RuleSpec, SecurityGroup } from "./resources.ts";
import { findRuleGroup } from "./rule-groups.ts";
import { addRule } from "./security-groups.ts";
import { readTagSpecification } from "./tags.ts";
import { list } from "./xml.ts";

interface RuleRow {
  readonly groupId: string;
  readonly rule: Rule;
}

export const securityGroupRuleActions: Readonly<Record<string, Ec2Action>> = {
  AuthorizeSecurityGroupIngress: authorize(false),
  AuthorizeSecurityGroupEgress: authorize(true),
  RevokeSecurityGroupIngress: revoke(false),
  RevokeSecurityGroupEgress: revoke(true),
  DescribeSecurityGroupRules: describeAction<RuleRow>({
    type: "security-group-rule",
    ids: "SecurityGroupRuleId",
    set: "securityGroupRuleSet",
    rows: ({ place }) =>
      [...place.groups.values()].flatMap((group) => group.rules.map((rule) => ({ groupId: group.id, rule }))),
    idOf: ({ rule }) => rule.id,
    tagsOf: ({ rule }) => rule.tags,
    render: ({ groupId, rule }, call) => renderRule(call, groupId, rule),
    filters: () => ({
      "group-id": ({ groupId }) => [groupId],
      "security-group-rule-id": ({ rule }) => [rule.id],
    }),
  }),
};

/** All of the rules or none. */
function authorize(egress: boolean): Ec2Action {
  return {
    parameters: [...DRY_RUN, ...TAG_SPECIFICATION, "GroupId", ...PERMISSIONS, ...FLAT_PERMISSION],
    run(call) {
      const { state, form } = call;
      const group = namedGroup(call);
      const tags = readTagSpecification(form, "security-group-rule");
      const specs = readPermissions(form, egress, (pair) => findRuleGroup(call, group, pair));
      const existing = new Set(group.rules.map(ruleKey));
      const duplicate = specs.find((spec) => existing.has(ruleKey(spec)));
      if (duplicate !== undefined) {
        const message = `the specified rule "${ruleText(duplicate)}" already exists`;
        throw new AwsError("InvalidPermission.Duplicate", message);
      }
      refuseTooMany(call, [...group.rules.filter((rule) => rule.egress === egress), ...specs]);
      const added = specs.map((spec) => addRule(state, group, spec, new Map(tags)));
      return { return: true, securityGroupRuleSet: list(added.map((rule) => renderRule(call, group.id, rule))) };
    },
  };
}

/** By ids or by what the rules say; all of them or none, as in a VPC that is not the default one. */
function revoke(egress: boolean): Ec2Action {
  return {
    parameters: [...DRY_RUN, "GroupId", "SecurityGroupRuleId.n", ...PERMISSIONS, ...FLAT_PERMISSION],
    run(call) {
      const group = namedGroup(call);
      const doomed = doomedRules(call, group, egress);
      for (const rule of doomed) group.rules.splice(group.rules.indexOf(rule), 1);
      return { return: true, revokedSecurityGroupRuleSet: list(doomed.map((rule) => renderRevoked(group.id, rule))) };
    },
  };
}

function namedGroup({ place, form }: Ec2Call): SecurityGroup {
  return lookUp(place.groups, "security-group", required(form, "GroupId"));
}

function doomedRules(call: Ec2Call, group: SecurityGroup, egress: boolean): Rule[] {
  const rules = group.rules.filter((rule) => rule.egress === egress);
  const ids = [...new Set(texts(call.form, "SecurityGroupRuleId"))];
  if (ids.length > 0 && (call.form["IpPermissions"] !== undefined || call.form["CidrIp"] !== undefined)) {
    throw invalidCombination("Rules can be given by ids or by permissions, not by both");
  }
  if (ids.length > 0) return ids.map((id) => ruleById(rules, id));
  const specs = readPermissions(call.form, egress, (pair) => ({
    kind: "group",
    groupId: required(pair, "GroupId"),
    userId: call.place.account,
  }));
  return specs.map((spec) => sameRule(rules, spec));
}

function ruleById(rules: readonly Rule[], id: string): Rule {
  refuseMalformed("security-group-rule", id);
  const rule = rules.find((candidate) => candidate.id === id);
  if (rule === undefined) throw notFound("security-group-rule", id);
  return rule;
}

function sameRule(rules: readonly Rule[], spec: RuleSpec): Rule {
  const rule = rules.find((candidate) => ruleKey(candidate) === ruleKey(spec));
  if (rule === undefined) {
    throw new AwsError("InvalidPermission.NotFound", "The specified rule does not exist in this security group.");
  }
  return rule;
}

/** The quota holds for IPv4 and IPv6 apart; rules by group or prefix list count in both. */
function refuseTooMany({ state }: Ec2Call, rules: readonly RuleSpec[]): void {
  for (const family of ["ipv4", "ipv6"]) {
    const other = family === "ipv4" ? "ipv6" : "ipv4";
    if (rules.filter((rule) => rule.peer.kind !== other).length <= state.limits.rulesPerGroup) continue;
    throw new AwsError(
      "RulesPerSecurityGroupLimitExceeded",
      "The maximum number of rules per security group has been reached.",
    );
  }
}

function ruleText({ protocol, from, to, peer }: RuleSpec): string {
  if (protocol === "-1") return `peer: ${peerText(peer)}, ALL, ALLOW`;
  return `peer: ${peerText(peer)}, ${protocol.toUpperCase()}, from port: ${from}, to port: ${to}, ALLOW`;
}
