import { ArmError, providerError } from "../arm-error.ts";
import { readBody } from "../body.ts";
import { pageAnswer } from "../paging.ts";
import { checkName, keyOf } from "../resource-id.ts";
import type { AzureState, Group } from "../state.ts";
import { type ArmCall, type ArmRoute, type HttpAnswer, param } from "../wire.ts";
import { resourceNotFound } from "./errors.ts";
import type { SecurityGroup, SecurityRule } from "./resources.ts";
import { checkPriorities, rulePropertiesOf } from "./rule-rules.ts";
import { type RuleInput, SecurityGroupBody, TagsBody } from "./schemas.ts";
import { subnetsOf, TYPE, viewSecurityGroup } from "./security-group-views.ts";
import { checkLocation } from "./vnet-put.ts";
import { beginDelete, beginWrite, checkFree, getAnswer, NOTHING_TO_DELETE, newEtag, putAnswer } from "./writes.ts";

const ALL = `/subscriptions/{subscription}/providers/${TYPE}`;
const LIST = `/subscriptions/{subscription}/resourceGroups/{group}/providers/${TYPE}`;
export const SECURITY_GROUP = `${LIST}/{securityGroup}`;
/** Virtual seconds; the Retry-After of recorded answers. */
const SECONDS = 1;

const provider = "Microsoft.Network";
const action = (verb: string) => `networkSecurityGroups/${verb}`;

export function securityGroupRoutes(state: AzureState): ArmRoute[] {
  const path = SECURITY_GROUP;
  return [
    { ...{ method: "GET", path: ALL, provider, action: action("read") }, run: (call) => listAll(state, call) },
    { ...{ method: "GET", path: LIST, provider, action: action("read") }, run: (call) => list(state, call) },
    { ...{ method: "GET", path, provider, action: action("read") }, run: (call) => get(state, call) },
    { ...{ method: "PUT", path, provider, action: action("write") }, run: (call) => put(state, call) },
    { ...{ method: "PATCH", path, provider, action: action("write") }, run: (call) => patch(state, call) },
    { ...{ method: "DELETE", path, provider, action: action("delete") }, run: (call) => remove(state, call) },
  ];
}

/** The network security group in the path of a call, or ResourceNotFound. */
export function readSecurityGroup(state: AzureState, call: ArmCall): SecurityGroup {
  const group = state.group(call);
  const found = group.securityGroups.get(keyOf(param(call, "securityGroup")));
  if (found === undefined) throw resourceNotFound(TYPE, param(call, "securityGroup"), group.name);
  return found;
}

function listAll(state: AzureState, call: ArmCall): HttpAnswer {
  const found = [...state.subscription(call).groups.values()].flatMap((group) => [...group.securityGroups.values()]);
  return page(state, call, new Map(found.map((one) => [keyOf(one.id), one])));
}

function list(state: AzureState, call: ArmCall): HttpAnswer {
  return page(state, call, state.group(call).securityGroups);
}

function page(state: AzureState, call: ArmCall, rows: ReadonlyMap<string, SecurityGroup>): HttpAnswer {
  return pageAnswer(call, state.limits.pageSize, rows, (row) => viewSecurityGroup(state, row));
}

function get(state: AzureState, call: ArmCall): HttpAnswer {
  const found = readSecurityGroup(state, call);
  return getAnswer(found, viewSecurityGroup(state, found));
}

function put(state: AzureState, call: ArmCall): HttpAnswer {
  const group = state.group(call);
  const name = param(call, "securityGroup");
  checkName(name);
  const { location, tags, properties } = readBody(SecurityGroupBody, call.body);
  const existing = group.securityGroups.get(keyOf(name));
  if (existing !== undefined) {
    checkLocation(name, group, existing.location, location);
    checkFree(call, existing);
  }
  const target = existing ?? newSecurityGroup(state, group, name, location);
  // A PUT without rules leaves none: unlike subnets of a network, they are not spared.
  const rules = rulesOf(state, target, properties?.securityRules ?? []);
  const unchanged = existing !== undefined && JSON.stringify([...rules]) === JSON.stringify([...target.rules]);
  target.rules.clear();
  for (const [key, rule] of rules) target.rules.set(key, rule);
  target.tags = tags;
  group.securityGroups.set(keyOf(name), target);
  const write = { name: "PutNetworkSecurityGroupOperation", target, seconds: unchanged ? 0 : SECONDS };
  const operation = beginWrite(state, group, write, "Updating");
  const body = viewSecurityGroup(state, target);
  return putAnswer(call, { created: existing === undefined, operation, retryAfter: SECONDS, body });
}

function patch(state: AzureState, call: ArmCall): HttpAnswer {
  const found = readSecurityGroup(state, call);
  checkFree(call, found);
  found.tags = readBody(TagsBody, call.body).tags ?? {};
  found.etag = newEtag(state);
  return { status: 200, headers: {}, body: viewSecurityGroup(state, found) };
}

function remove(state: AzureState, call: ArmCall): HttpAnswer {
  const group = state.group(call);
  const target = group.securityGroups.get(keyOf(param(call, "securityGroup")));
  if (target === undefined) return NOTHING_TO_DELETE;
  checkFree(call, target);
  const users = subnetsOf(state, target);
  if (users.length > 0) {
    const message = `Network security group ${target.id} cannot be deleted because it is in use by the following resources: ${users.join(", ")}. In order to delete the Network security group, remove the association with the resource(s). To learn how to do this, see aka.ms/deletensg.`;
    throw providerError("InUseNetworkSecurityGroupCannotBeDeleted", message);
  }
  return beginDelete(state, group, call, {
    ...{ name: "DeleteNetworkSecurityGroupOperation", target, seconds: SECONDS },
    finish: () => group.securityGroups.delete(keyOf(target.name)),
  });
}

function newSecurityGroup(state: AzureState, group: Group, name: string, location: string | undefined): SecurityGroup {
  if (location === undefined) {
    throw new ArmError("LocationRequired", "The location property is required for this definition.");
  }
  const id = `${group.id}/providers/${TYPE}/${name}`;
  const guid = state.random.uuid();
  return { id, name, location, guid, tags: undefined, etag: newEtag(state), busy: undefined, rules: new Map() };
}

function rulesOf(state: AzureState, target: SecurityGroup, inputs: readonly RuleInput[]): Map<string, SecurityRule> {
  const rules = inputs.map((input) => {
    const name = input.name ?? "";
    checkName(name);
    const id = `${target.id}/securityRules/${name}`;
    return { id, name, properties: rulePropertiesOf(id, input) };
  });
  checkPriorities(rules);
  checkRuleCount(state, target, rules.length);
  return new Map(rules.map((rule) => [keyOf(rule.name), rule]));
}

export function checkRuleCount({ limits }: AzureState, { id }: SecurityGroup, count: number): void {
  if (count <= limits.rulesPerSecurityGroup) return;
  const message = `Cannot create more than ${limits.rulesPerSecurityGroup} security rules for network security group ${id}.`;
  throw providerError("MaxSecurityRulesLimitReached", message);
}
