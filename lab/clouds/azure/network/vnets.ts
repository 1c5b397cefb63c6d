import { ArmError } from "../arm-error.ts";
import { readBody } from "../body.ts";
import { pageAnswer } from "../paging.ts";
import { checkName, keyOf } from "../resource-id.ts";
import type { AzureState } from "../state.ts";
import { checkTags } from "../tags.ts";
import { type ArmCall, type ArmRoute, type HttpAnswer, param } from "../wire.ts";
import { removeHalf } from "./peering-states.ts";
import type { Vnet } from "./resources.ts";
import { TagsBody, VnetBody } from "./schemas.ts";
import { checkUse } from "./subnet-rules.ts";
import { viewVnet } from "./views.ts";
import { readVnet, TYPE, VNET, VNETS } from "./vnet-lookup.ts";
import { checkLocation, newVnet, replaceVnet } from "./vnet-put.ts";
import { beginDelete, beginWrite, checkFree, getAnswer, NOTHING_TO_DELETE, newEtag, putAnswer } from "./writes.ts";

const ALL = `/subscriptions/{subscription}/providers/${TYPE}`;
/** Virtual seconds; the Retry-After of recorded answers. */
const PUT_SECONDS = 3;
const DELETE_SECONDS = 10;

const provider = "Microsoft.Network";
const action = (verb: string) => `virtualNetworks/${verb}`;

export function vnetRoutes(state: AzureState): ArmRoute[] {
  return [
    { ...{ method: "GET", path: ALL, provider, action: action("read") }, run: (call) => listAll(state, call) },
    { ...{ method: "GET", path: VNETS, provider, action: action("read") }, run: (call) => list(state, call) },
    { ...{ method: "GET", path: VNET, provider, action: action("read") }, run: (call) => get(state, call) },
    { ...{ method: "PUT", path: VNET, provider, action: action("write") }, run: (call) => put(state, call) },
    { ...{ method: "PATCH", path: VNET, provider, action: action("write") }, run: (call) => patch(state, call) },
    { ...{ method: "DELETE", path: VNET, provider, action: action("delete") }, run: (call) => remove(state, call) },
  ];
}

function listAll(state: AzureState, call: ArmCall): HttpAnswer {
  const groups = [...state.subscription(call).groups.values()];
  const rows = new Map(groups.flatMap(({ vnets }) => [...vnets.values()].map((vnet) => [keyOf(vnet.id), vnet])));
  return page(state, call, rows);
}

function list(state: AzureState, call: ArmCall): HttpAnswer {
  return page(state, call, state.group(call).vnets);
}

function page(state: AzureState, call: ArmCall, rows: ReadonlyMap<string, Vnet>): HttpAnswer {
  const view = { state, apiVersion: call.apiVersion };
  return pageAnswer(call, state.limits.pageSize, rows, (vnet) => viewVnet(view, vnet));
}

function get(state: AzureState, call: ArmCall): HttpAnswer {
  const vnet = readVnet(state, call);
  return getAnswer(vnet, viewVnet({ state, apiVersion: call.apiVersion }, vnet));
}

function put(state: AzureState, call: ArmCall): HttpAnswer {
  const group = state.group(call);
  const name = param(call, "vnet");
  checkName(name);
  const input = readBody(VnetBody, call.body);
  checkTags(input.tags ?? {});
  const existing = group.vnets.get(keyOf(name));
  if (existing === undefined) checkQuota(state, call);
  else {
    checkLocation(name, group, existing.location, input.location);
    checkFree(call, existing);
  }
  const vnet = existing ?? newVnet(state, group, name, input);
  const before = fingerprint(vnet);
  replaceVnet(state, call, vnet, input);
  group.vnets.set(keyOf(name), vnet);
  const retagged = JSON.stringify(vnet.tags) !== JSON.stringify(input.tags);
  vnet.tags = input.tags;
  const unchanged = existing !== undefined && fingerprint(vnet) === before;
  const { etag } = vnet;
  const seconds = unchanged ? 0 : PUT_SECONDS;
  const operation = beginWrite(state, group, { name: "PutVirtualNetworkOperation", target: vnet, seconds }, "Updating");
  if (unchanged && !retagged) vnet.etag = etag;
  const body = viewVnet({ state, apiVersion: call.apiVersion }, vnet);
  return putAnswer(call, { created: existing === undefined, operation, retryAfter: PUT_SECONDS, body });
}

/** What has to be rolled out when it changes: all but tags. */
function fingerprint({ prefixes, dnsServers, kept, subnets, peerings }: Vnet): string {
  const contents = [...subnets.values()].map((subnet) => [subnet, ...subnet.delegations]);
  return JSON.stringify([prefixes, dnsServers, kept, contents, [...peerings.values()]]);
}

function patch(state: AzureState, call: ArmCall): HttpAnswer {
  const vnet = readVnet(state, call);
  checkFree(call, vnet);
  const { tags = {} } = readBody(TagsBody, call.body);
  checkTags(tags);
  vnet.tags = tags;
  vnet.etag = newEtag(state);
  return { status: 200, headers: {}, body: viewVnet({ state, apiVersion: call.apiVersion }, vnet) };
}

function remove(state: AzureState, call: ArmCall): HttpAnswer {
  const group = state.group(call);
  const vnet = group.vnets.get(keyOf(param(call, "vnet")));
  if (vnet === undefined) return NOTHING_TO_DELETE;
  checkFree(call, vnet);
  checkUse(state, vnet.subnets.values(), new Map());
  return beginDelete(state, group, call, {
    ...{ name: "DeleteVirtualNetworkOperation", target: vnet, seconds: DELETE_SECONDS },
    finish: () => {
      for (const half of [...vnet.peerings.values()]) removeHalf(state, vnet, half);
      group.vnets.delete(keyOf(vnet.name));
    },
  });
}

function checkQuota(state: AzureState, call: ArmCall): void {
  const groups = [...state.subscription(call).groups.values()];
  const limit = state.limits.vnetsPerSubscription;
  if (groups.reduce((sum, { vnets }) => sum + vnets.size, 0) < limit) return;
  const message = `Cannot create more than ${limit} virtual networks for this subscription in this region.`;
  throw new ArmError("VnetCountLimitReached", message, { details: [] });
}
