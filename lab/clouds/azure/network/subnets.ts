import { readBody } from "../body.ts";
import { pageAnswer } from "../paging.ts";
import { checkName, keyOf } from "../resource-id.ts";
import type { AzureState } from "../state.ts";
import { gatewayIn } from "../vpn/instances.ts";
import { type ArmCall, type ArmRoute, type HttpAnswer, param } from "../wire.ts";
import { childNotFound, notProvisioned } from "./errors.ts";
import type { Subnet } from "./resources.ts";
import { SubnetBody } from "./schemas.ts";
import { checkLayout, checkUse, subnetOf } from "./subnet-rules.ts";
import { childOf, viewSubnet } from "./views.ts";
import { readVnet, VNET, writeParent } from "./vnet-lookup.ts";
import { beginDelete, beginWrite, checkEtag, getAnswer, NOTHING_TO_DELETE, putAnswer } from "./writes.ts";

const LIST = `${VNET}/subnets`;
const ONE = `${LIST}/{subnet}`;
/** Virtual seconds; the Retry-After of recorded answers. */
const PUT_SECONDS = 3;
const DELETE_SECONDS = 10;

const provider = "Microsoft.Network";
const action = (verb: string) => `virtualNetworks/subnets/${verb}`;

export function subnetRoutes(state: AzureState): ArmRoute[] {
  return [
    { ...{ method: "GET", path: LIST, provider, action: action("read") }, run: (call) => list(state, call) },
    { ...{ method: "GET", path: ONE, provider, action: action("read") }, run: (call) => get(state, call) },
    { ...{ method: "PUT", path: ONE, provider, action: action("write") }, run: (call) => put(state, call) },
    { ...{ method: "DELETE", path: ONE, provider, action: action("delete") }, run: (call) => remove(state, call) },
  ];
}

function list(state: AzureState, call: ArmCall): HttpAnswer {
  const vnet = readVnet(state, call);
  const view = { state, apiVersion: call.apiVersion };
  return pageAnswer(call, state.limits.pageSize, vnet.subnets, (subnet) => viewSubnet(view, vnet, subnet));
}

function get(state: AzureState, call: ArmCall): HttpAnswer {
  const vnet = readVnet(state, call);
  const name = param(call, "subnet");
  const subnet = vnet.subnets.get(keyOf(name));
  if (subnet === undefined) throw childNotFound(`${vnet.id}/subnets/${name}`);
  return getAnswer(vnet, viewSubnet({ state, apiVersion: call.apiVersion }, vnet, subnet));
}

function put(state: AzureState, call: ArmCall): HttpAnswer {
  const { group, vnet } = writeParent(state, call);
  const name = param(call, "subnet");
  checkName(name);
  const wanted = subnetOf(state, vnet.id, name, readBody(SubnetBody, call.body));
  const existing = vnet.subnets.get(keyOf(name));
  if (existing !== undefined) checkEtag(call, vnet);
  const after = new Map(vnet.subnets).set(keyOf(name), wanted);
  checkLayout(vnet.name, vnet.prefixes, [...after.values()]);
  checkUse(state, vnet.subnets.values(), after);
  const seconds = existing !== undefined && isSame(existing, wanted) ? 0 : PUT_SECONDS;
  if (seconds > 0) checkGateway(state, wanted.id);
  vnet.subnets.set(keyOf(name), wanted);
  const write = { name: "PutSubnetOperation", target: vnet, child: childOf("subnets", name), seconds };
  const operation = beginWrite(state, group, write, "Updating");
  const body = viewSubnet({ state, apiVersion: call.apiVersion }, vnet, wanted);
  return putAnswer(call, { created: existing === undefined, operation, retryAfter: PUT_SECONDS, body });
}

function remove(state: AzureState, call: ArmCall): HttpAnswer {
  const { group, vnet } = writeParent(state, call);
  const name = param(call, "subnet");
  const subnet = vnet.subnets.get(keyOf(name));
  if (subnet === undefined) return NOTHING_TO_DELETE;
  checkEtag(call, vnet);
  checkUse(state, [subnet], new Map());
  return beginDelete(state, group, call, {
    ...{ name: "DeleteSubnetOperation", target: vnet, child: childOf("subnets", name), seconds: DELETE_SECONDS },
    finish: () => vnet.subnets.delete(keyOf(name)),
  });
}

/** Throws while the gateway in a subnet is being made or changed. */
function checkGateway(state: AzureState, subnetId: string): void {
  const gateway = gatewayIn(state, subnetId);
  if (gateway?.busy !== undefined) throw notProvisioned(gateway, subnetId, gateway.busy);
}

function isSame(a: Subnet, b: Subnet): boolean {
  return JSON.stringify([a, ...a.delegations]) === JSON.stringify([b, ...b.delegations]);
}
