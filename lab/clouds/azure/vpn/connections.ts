import { readBody } from "../body.ts";
import { anotherInProgress } from "../network/errors.ts";
import { checkLocation } from "../network/vnet-put.ts";
import { beginWrite, checkEtag, checkFree, NOTHING_TO_DELETE, putAnswer, type Write } from "../network/writes.ts";
import { deletionAnswer, type Operation } from "../operations.ts";
import { checkName, keyOf } from "../resource-id.ts";
import type { AzureState, Group } from "../state.ts";
import { checkTags } from "../tags.ts";
import { type ArmCall, type ArmRoute, type HttpAnswer, param } from "../wire.ts";
import { type Collection, newTopLevel, pathOf, provider, readRoutes, viewOf } from "./collection.ts";
import { checkGatewayFree, wishOf } from "./connection-settings.ts";
import { viewConnection } from "./connection-view.ts";
import type { Connection } from "./resources.ts";
import { ConnectionBody } from "./schemas.ts";

/** Virtual seconds. */
const SECONDS = 30;
const RETRY_AFTER = 10;

const type = "connections";

export const connections: Collection<Connection> = {
  ...{ type, tagged: false },
  rows: ({ connections: rows }) => rows,
  view: ({ state }, row) => viewConnection(state, row),
};

export function connectionRoutes(state: AzureState): ArmRoute[] {
  const path = pathOf(connections);
  return [
    ...readRoutes(state, connections),
    { ...{ method: "PUT", path, provider, action: `${type}/write` }, run: (call) => put(state, call) },
    { ...{ method: "DELETE", path, provider, action: `${type}/delete` }, run: (call) => remove(state, call) },
  ];
}

function put(state: AzureState, call: ArmCall): HttpAnswer {
  const group = state.group(call);
  const name = param(call, "resource");
  checkName(name);
  const { location, tags, properties = {} } = readBody(ConnectionBody, call.body);
  checkTags(tags ?? {});
  const existing = group.connections.get(keyOf(name));
  if (existing !== undefined) {
    checkLocation(name, group, existing.location, location);
    checkFree(call, existing);
  }
  const base = existing ?? newTopLevel(state, { group, type, name, location });
  const { settings, key } = wishOf(state, { id: base.id, properties, existing });
  const unchanged = existing?.key === key && JSON.stringify(existing.settings) === JSON.stringify(settings);
  const target = existing ?? { ...base, settings, key, since: undefined };
  target.settings = settings;
  target.key = key;
  target.tags = tags;
  group.connections.set(keyOf(name), target);
  const operation = beginConnectionWrite(state, group, { target, seconds: unchanged ? 0 : SECONDS });
  const body = connections.view(viewOf(state, call), target);
  return putAnswer(call, { created: existing === undefined, operation, retryAfter: RETRY_AFTER, body });
}

/** A change of a connection, after which its tunnels are negotiated anew. */
export function beginConnectionWrite(
  state: AzureState,
  group: Group,
  { target, seconds }: { readonly target: Connection; readonly seconds: number },
): Operation {
  const finish = () => {
    if (seconds > 0) target.since = state.clock.now();
  };
  const write = { name: "PutVirtualNetworkGatewayConnectionOperation", target, seconds, finish };
  return beginWithGateway(state, group, write, "Updating");
}

function remove(state: AzureState, call: ArmCall): HttpAnswer {
  const group = state.group(call);
  const target = group.connections.get(keyOf(param(call, "resource")));
  if (target === undefined) return NOTHING_TO_DELETE;
  checkEtag(call, target);
  if (target.busy !== undefined) throw anotherInProgress(call, target.busy);
  const gateway = state.gateway(target.settings.gateway);
  if (gateway !== undefined) checkGatewayFree(gateway);
  const write = { name: "DeleteVirtualNetworkGatewayConnectionOperation", target, seconds: SECONDS };
  const finish = () => void group.connections.delete(keyOf(target.name));
  return deletionAnswer(call, beginWithGateway(state, group, { ...write, finish }, "Deleting"), RETRY_AFTER);
}

interface ConnectionWrite extends Write {
  readonly target: Connection;
  readonly finish: () => void;
}

/** Starts an operation that locks a connection and, until it is done, its gateway too. */
function beginWithGateway(
  state: AzureState,
  group: Group,
  write: ConnectionWrite,
  kind: "Updating" | "Deleting",
): Operation {
  const gateway = state.gateway(write.target.settings.gateway);
  const finish = () => {
    if (gateway !== undefined) gateway.busy = undefined;
    write.finish();
  };
  const operation = beginWrite(state, group, { ...write, finish }, kind);
  const child = `${type}/${keyOf(write.target.name)}`;
  if (gateway !== undefined && !operation.done) gateway.busy = { operation, state: "Updating", child };
  return operation;
}
