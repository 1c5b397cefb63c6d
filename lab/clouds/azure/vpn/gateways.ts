import { providerError } from "../arm-error.ts";
import { readBody } from "../body.ts";
import { checkLocation } from "../network/vnet-put.ts";
import { beginDelete, beginWrite, checkFree, NOTHING_TO_DELETE, putAnswer } from "../network/writes.ts";
import { pageAnswer } from "../paging.ts";
import { checkName, keyOf, sameId } from "../resource-id.ts";
import type { AzureState, Group } from "../state.ts";
import { checkTags } from "../tags.ts";
import { type ArmCall, type ArmRoute, type HttpAnswer, param } from "../wire.ts";
import { type Collection, newTopLevel, pathOf, provider, read, readRoutes, viewOf } from "./collection.ts";
import { viewListedConnection } from "./connection-view.ts";
import { checkReferences } from "./gateway-references.ts";
import { settingsOf } from "./gateway-settings.ts";
import { viewGateway } from "./gateway-view.ts";
import { connectionsOf } from "./instances.ts";
import type { GatewaySettings, VpnGateway } from "./resources.ts";
import { GatewayBody } from "./schemas.ts";

const MINUTE = 60;
/** Virtual seconds. "Creating a gateway can often take 45 minutes or more" (VPN Gateway FAQ). */
const SECONDS = { create: 45 * MINUTE, update: 15 * MINUTE, delete: 15 * MINUTE };
const RETRY_AFTER = 10;

const type = "virtualNetworkGateways";

export const gateways: Collection<VpnGateway> = {
  ...{ type, tagged: false },
  rows: ({ gateways: rows }) => rows,
  view: ({ state }, row) => viewGateway(state, row),
};

export function gatewayRoutes(state: AzureState): ArmRoute[] {
  const path = pathOf(gateways);
  return [
    ...readRoutes(state, gateways),
    {
      ...{ method: "GET", path: `${path}/connections`, provider, action: `${type}/connections/read` },
      run: (call) => listConnections(state, call),
    },
    { ...{ method: "PUT", path, provider, action: `${type}/write` }, run: (call) => put(state, call) },
    { ...{ method: "DELETE", path, provider, action: `${type}/delete` }, run: (call) => remove(state, call) },
  ];
}

function listConnections(state: AzureState, call: ArmCall): HttpAnswer {
  const found = connectionsOf(state, read(state, call, gateways).id);
  const rows = new Map(found.map((one) => [keyOf(one.id), one]));
  return pageAnswer(call, state.limits.pageSize, rows, viewListedConnection);
}

function put(state: AzureState, call: ArmCall): HttpAnswer {
  const group = state.group(call);
  const name = param(call, "resource");
  checkName(name);
  const { location, tags, properties = {} } = readBody(GatewayBody, call.body);
  checkTags(tags ?? {});
  const existing = group.gateways.get(keyOf(name));
  if (existing !== undefined) {
    checkLocation(name, group, existing.location, location);
    checkFree(call, existing);
  }
  const base = existing ?? newTopLevel(state, { group, type, name, location });
  const settings = settingsOf(state, base.id, properties);
  checkReferences(state, base.id, settings);
  const unchanged = existing !== undefined && fingerprint(existing.settings) === fingerprint(settings);
  const target = existing ?? { ...base, settings, provisioned: false };
  target.settings = settings;
  target.tags = tags;
  group.gateways.set(keyOf(name), target);
  const changing = existing === undefined ? SECONDS.create : SECONDS.update;
  const operation = beginWrite(
    ...([state, group] as const),
    {
      ...{ name: "PutVirtualNetworkGatewayOperation", target, seconds: unchanged ? 0 : changing },
      finish: () => provision(state, target),
    },
    "Updating",
  );
  const body = gateways.view(viewOf(state, call), target);
  return putAnswer(call, { created: existing === undefined, operation, retryAfter: RETRY_AFTER, body });
}

/** What has to be rolled out when it changes. The peering address is asked for once and then follows from the rest. */
function fingerprint({ peeringAddress: _asked, ...settings }: GatewaySettings): string {
  return JSON.stringify(settings);
}

function provision(state: AzureState, gateway: VpnGateway): void {
  if (gateway.provisioned) return;
  gateway.provisioned = true;
  state.vnet(gateway.settings.instances[0]?.subnet ?? "")?.gateways.push(gateway.id);
}

function remove(state: AzureState, call: ArmCall): HttpAnswer {
  const group = state.group(call);
  const target = group.gateways.get(keyOf(param(call, "resource")));
  if (target === undefined) return NOTHING_TO_DELETE;
  checkFree(call, target);
  const [user] = connectionsOf(state, target.id);
  if (user !== undefined) {
    const message = `Virtual network gateway ${target.id} can not be deleted because it is in use by connection ${user.id}.`;
    throw providerError("VirtualNetworkGatewayCannotBeDeleted", message);
  }
  const write = { name: "DeleteVirtualNetworkGatewayOperation", target, seconds: SECONDS.delete };
  return beginDelete(state, group, call, { ...write, finish: () => forget(state, group, target) });
}

function forget(state: AzureState, group: Group, { id, name, settings }: VpnGateway): void {
  group.gateways.delete(keyOf(name));
  const vnet = state.vnet(settings.instances[0]?.subnet ?? "");
  const at = vnet?.gateways.findIndex((gateway) => sameId(gateway, id)) ?? -1;
  if (at >= 0) vnet?.gateways.splice(at, 1);
}
