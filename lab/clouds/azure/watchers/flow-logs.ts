import * as z from "zod";
import { providerError } from "../arm-error.ts";
import { readBody } from "../body.ts";
import { resourceNotFound } from "../network/errors.ts";
import {
  beginDelete,
  beginWrite,
  checkFree,
  NOTHING_TO_DELETE,
  newEtag,
  provisioningState,
  putAnswer,
} from "../network/writes.ts";
import { pageAnswer } from "../paging.ts";
import { keyOf, sameId } from "../resource-id.ts";
import type { AzureState } from "../state.ts";
import { checkTags } from "../tags.ts";
import { pathOf, provider, read } from "../vpn/collection.ts";
import { type ArmCall, type ArmRoute, type HttpAnswer, param } from "../wire.ts";
import type { FlowLog, NetworkWatcher } from "./resources.ts";
import { watchers } from "./watchers.ts";

const PATH = `${pathOf(watchers)}/flowLogs`;
const ONE = `${PATH}/{log}`;
const action = (verb: string) => `networkWatchers/flowLogs/${verb}`;
/** Virtual seconds. */
const SECONDS = 5;

/** Those of VNets: traffic analytics are not the lab's. */
const Body = z.strictObject({
  location: z.string().optional(),
  tags: z.record(z.string(), z.string()).optional(),
  properties: z.strictObject({
    targetResourceId: z.string(),
    storageId: z.string(),
    enabled: z.boolean().default(true),
    retentionPolicy: z
      .strictObject({ days: z.int().min(0).max(365).default(0), enabled: z.boolean().default(false) })
      .default({ days: 0, enabled: false }),
    format: z.strictObject({ type: z.literal("JSON"), version: z.int() }).default({ type: "JSON", version: 2 }),
  }),
});

/** Flow logs, each below the network watcher of its target's location. */
export function flowLogRoutes(state: AzureState): ArmRoute[] {
  return [
    { ...{ method: "GET", path: PATH, provider, action: action("read") }, run: (call) => list(state, call) },
    { ...{ method: "GET", path: ONE, provider, action: action("read") }, run: (call) => get(state, call) },
    { ...{ method: "PUT", path: ONE, provider, action: action("write") }, run: (call) => put(state, call) },
    { ...{ method: "DELETE", path: ONE, provider, action: action("delete") }, run: (call) => remove(state, call) },
  ];
}

function list(state: AzureState, call: ArmCall): HttpAnswer {
  return pageAnswer(call, state.limits.pageSize, read(state, call, watchers).flowLogs, view);
}

function get(state: AzureState, call: ArmCall): HttpAnswer {
  const name = param(call, "log");
  const found = read(state, call, watchers).flowLogs.get(keyOf(name));
  if (found !== undefined) return { status: 200, headers: {}, body: view(found) };
  throw resourceNotFound(`${provider}/networkWatchers/flowLogs`, name, state.group(call).name);
}

function put(state: AzureState, call: ArmCall): HttpAnswer {
  const watcher = read(state, call, watchers);
  const name = param(call, "log");
  const { tags, properties } = readBody(Body, call.body);
  checkTags(tags ?? {});
  const { targetResourceId, ...settings } = properties;
  const existing = watcher.flowLogs.get(keyOf(name));
  if (existing !== undefined) checkFree(call, existing);
  else checkTarget(state, watcher, targetResourceId);
  const target = existing ?? { ...newFlowLog(state, watcher, name), targetResourceId, settings };
  target.settings = settings;
  target.tags = tags;
  watcher.flowLogs.set(keyOf(name), target);
  const write = { name: "PutFlowLogOperation", target, seconds: SECONDS };
  const operation = beginWrite(state, state.group(call), write, "Updating");
  return putAnswer(call, { created: existing === undefined, operation, retryAfter: SECONDS, body: view(target) });
}

/** The codes are the lab's own: no recording has them. */
function checkTarget(state: AzureState, { location, flowLogs }: NetworkWatcher, id: string): void {
  const vnet = state.vnet(id);
  if (vnet === undefined) throw providerError("InvalidResourceReference", `Resource ${id} was not found.`);
  if (vnet.location !== location) {
    throw providerError("FlowLogLocationMismatch", `${id} is in ${vnet.location}, the network watcher in ${location}.`);
  }
  if ([...flowLogs.values()].some((log) => sameId(log.targetResourceId, id))) {
    throw providerError("FlowLogAlreadyExists", `There is a flow log for ${id} already.`, 409);
  }
}

function newFlowLog(state: AzureState, { id, location }: NetworkWatcher, name: string) {
  const own = { id: `${id}/flowLogs/${name}`, name, location, guid: state.random.uuid() };
  return { ...own, tags: undefined, etag: newEtag(state), busy: undefined };
}

function remove(state: AzureState, call: ArmCall): HttpAnswer {
  const { flowLogs } = read(state, call, watchers);
  const target = flowLogs.get(keyOf(param(call, "log")));
  if (target === undefined) return NOTHING_TO_DELETE;
  checkFree(call, target);
  return beginDelete(state, state.group(call), call, {
    ...{ name: "DeleteFlowLogOperation", target, seconds: SECONDS },
    finish: () => flowLogs.delete(keyOf(target.name)),
  });
}

function view(row: FlowLog): object {
  const { name, id, etag, location, tags, guid, targetResourceId, settings } = row;
  return {
    ...{ name, id, etag, type: `${provider}/networkWatchers/flowLogs`, location, ...(tags && { tags }) },
    properties: {
      ...{ provisioningState: provisioningState(row), targetResourceId, targetResourceGuid: guid, ...settings },
      flowAnalyticsConfiguration: {},
    },
  };
}
