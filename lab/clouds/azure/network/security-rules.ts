import { readBody } from "../body.ts";
import { pageAnswer } from "../paging.ts";
import { checkName, keyOf } from "../resource-id.ts";
import type { AzureState } from "../state.ts";
import { type ArmCall, type ArmRoute, type HttpAnswer, param } from "../wire.ts";
import { anotherInProgress, childNotFound, parentNotFound } from "./errors.ts";
import type { SecurityGroup } from "./resources.ts";
import { checkPriorities, rulePropertiesOf } from "./rule-rules.ts";
import { RuleBody } from "./schemas.ts";
import { viewRule } from "./security-group-views.ts";
import { checkRuleCount, readSecurityGroup, SECURITY_GROUP } from "./security-groups.ts";
import { childOf } from "./views.ts";
import { beginDelete, beginWrite, checkEtag, getAnswer, NOTHING_TO_DELETE, putAnswer } from "./writes.ts";

const COLLECTION = "securityRules";
const LIST = `${SECURITY_GROUP}/${COLLECTION}`;
const ONE = `${LIST}/{rule}`;
/** Virtual seconds; the Retry-After of recorded answers. */
const SECONDS = 1;

const provider = "Microsoft.Network";
const action = (verb: string) => `networkSecurityGroups/securityRules/${verb}`;

export function securityRuleRoutes(state: AzureState): ArmRoute[] {
  return [
    { ...{ method: "GET", path: LIST, provider, action: action("read") }, run: (call) => list(state, call) },
    { ...{ method: "GET", path: ONE, provider, action: action("read") }, run: (call) => get(state, call) },
    { ...{ method: "PUT", path: ONE, provider, action: action("write") }, run: (call) => put(state, call) },
    { ...{ method: "DELETE", path: ONE, provider, action: action("delete") }, run: (call) => remove(state, call) },
  ];
}

function list(state: AzureState, call: ArmCall): HttpAnswer {
  const parent = readSecurityGroup(state, call);
  return pageAnswer(call, state.limits.pageSize, parent.rules, (rule) => viewRule(parent, rule));
}

function get(state: AzureState, call: ArmCall): HttpAnswer {
  const parent = readSecurityGroup(state, call);
  const rule = parent.rules.get(keyOf(param(call, "rule")));
  if (rule === undefined) throw childNotFound(`${parent.id}/${COLLECTION}/${param(call, "rule")}`);
  return getAnswer(parent, viewRule(parent, rule));
}

function put(state: AzureState, call: ArmCall): HttpAnswer {
  const parent = writeParent(state, call);
  const name = param(call, "rule");
  checkName(name);
  const id = `${parent.id}/${COLLECTION}/${name}`;
  const rule = { id, name, properties: rulePropertiesOf(id, readBody(RuleBody, call.body)) };
  const created = !parent.rules.has(keyOf(name));
  if (!created) checkEtag(call, parent);
  const after = new Map(parent.rules);
  // Last, so that a conflict names the rule that is asked for as the one at fault.
  after.delete(keyOf(name));
  after.set(keyOf(name), rule);
  checkPriorities(after.values());
  checkRuleCount(state, parent, after.size);
  parent.rules.set(keyOf(name), rule);
  const write = {
    name: "PutSecurityRuleOperation",
    target: parent,
    child: childOf(COLLECTION, name),
    seconds: SECONDS,
  };
  const operation = beginWrite(state, state.group(call), write, "Updating");
  return putAnswer(call, { created, operation, retryAfter: SECONDS, body: viewRule(parent, rule) });
}

function remove(state: AzureState, call: ArmCall): HttpAnswer {
  const parent = writeParent(state, call);
  const name = param(call, "rule");
  if (!parent.rules.has(keyOf(name))) return NOTHING_TO_DELETE;
  checkEtag(call, parent);
  return beginDelete(state, state.group(call), call, {
    ...{ name: "DeleteSecurityRuleOperation", target: parent, child: childOf(COLLECTION, name), seconds: SECONDS },
    finish: () => parent.rules.delete(keyOf(name)),
  });
}

function writeParent(state: AzureState, call: ArmCall): SecurityGroup {
  const name = param(call, "securityGroup");
  if (call.method === "PUT" && !state.group(call).securityGroups.has(keyOf(name))) throw parentNotFound(name);
  const parent = readSecurityGroup(state, call);
  if (parent.busy !== undefined) throw anotherInProgress(call, parent.busy);
  return parent;
}
