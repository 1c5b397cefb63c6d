import { ArmError, providerError } from "../arm-error.ts";
import { readBody } from "../body.ts";
import { checkLocation } from "../network/vnet-put.ts";
import {
  beginDelete,
  beginWrite,
  checkFree,
  NOTHING_TO_DELETE,
  provisioningState,
  putAnswer,
} from "../network/writes.ts";
import { pageAnswer } from "../paging.ts";
import { checkName, keyOf } from "../resource-id.ts";
import type { AzureState, Group } from "../state.ts";
import { checkTags } from "../tags.ts";
import { type ArmCall, type ArmRoute, type HttpAnswer, param } from "../wire.ts";
import { type Collection, newTopLevel, pathOf, provider, readRoutes, viewOf } from "./collection.ts";
import { publicIpUser } from "./instances.ts";
import type { PublicIp } from "./resources.ts";
import { PublicIpBody, type PublicIpInput } from "./schemas.ts";
import { hasZones } from "./zones.ts";

/** Virtual seconds. */
const SECONDS = 10;
/** Seconds, as recorded. */
const RETRY_AFTER = 1;

const type = "publicIPAddresses";

const publicIps: Collection<PublicIp> = {
  ...{ type, tagged: true },
  rows: ({ publicIps: rows }) => rows,
  view: ({ state }, row) => viewPublicIp(state, row),
};

export function publicIpRoutes(state: AzureState): ArmRoute[] {
  const path = pathOf(publicIps);
  const all = `/subscriptions/{subscription}/providers/${provider}/${type}`;
  return [
    { ...{ method: "GET", path: all, provider, action: `${type}/read` }, run: (call) => listAll(state, call) },
    ...readRoutes(state, publicIps),
    { ...{ method: "PUT", path, provider, action: `${type}/write` }, run: (call) => put(state, call) },
    { ...{ method: "DELETE", path, provider, action: `${type}/delete` }, run: (call) => remove(state, call) },
  ];
}

function listAll(state: AzureState, call: ArmCall): HttpAnswer {
  const found = [...state.subscription(call).groups.values()].flatMap((group) => [...group.publicIps.values()]);
  const rows = new Map(found.map((one) => [keyOf(one.id), one]));
  return pageAnswer(call, state.limits.pageSize, rows, (row) => viewPublicIp(state, row));
}

function put(state: AzureState, call: ArmCall): HttpAnswer {
  const group = state.group(call);
  const name = param(call, "resource");
  checkName(name);
  const input = readBody(PublicIpBody, call.body);
  checkTags(input.tags ?? {});
  const existing = group.publicIps.get(keyOf(name));
  if (existing !== undefined) {
    checkLocation(name, group, existing.location, input.location);
    checkFree(call, existing);
    checkSame(existing, input);
  }
  const target = existing ?? newPublicIp(state, group, name, input);
  const minutes = input.properties?.idleTimeoutInMinutes ?? 4;
  const unchanged = existing !== undefined && target.idleTimeoutInMinutes === minutes;
  target.idleTimeoutInMinutes = minutes;
  target.tags = input.tags;
  group.publicIps.set(keyOf(name), target);
  const operation = beginWrite(
    ...([state, group] as const),
    {
      ...{ name: "PutPublicIpAddressOperation", target, seconds: unchanged ? 0 : SECONDS },
      finish: () => {
        if (target.allocation === "Static") target.address ??= state.newPublicAddress();
      },
    },
    "Updating",
  );
  const body = publicIps.view(viewOf(state, call), target);
  return putAnswer(call, { created: existing === undefined, operation, retryAfter: RETRY_AFTER, body });
}

function newPublicIp(state: AzureState, group: Group, name: string, input: PublicIpInput): PublicIp {
  const { properties = {}, location, zones, sku } = input;
  const base = newTopLevel(state, { group, type, name, location });
  const made: PublicIp = {
    ...base,
    ...{ sku: sku?.name === "Standard" ? "Standard" : "Basic", tier: sku?.tier ?? "Regional", zones },
    allocation: properties.publicIPAllocationMethod ?? "Dynamic",
    ...{ idleTimeoutInMinutes: 4, address: undefined },
  };
  if (made.sku === "Basic") checkBasic(state, group, made);
  else if (made.allocation === "Dynamic") {
    const message = `Standard sku publicIp ${base.id} must have AllocationMethod set to Static.`;
    throw providerError("PublicIPAddressWithStandardSkuMustHaveStaticAllocationMethod", message);
  }
  if (zones === undefined || zones.length === 0 || hasZones(base.location)) return made;
  const message = `Resource ${base.id} does not support availability zones at location '${base.location}'.`;
  throw new ArmError("LocationNotSupportAvailabilityZones", message);
}

/** New basic addresses are refused since 2025, by a quota of none. */
function checkBasic({ limits: { basicPublicIps: limit } }: AzureState, { publicIps: rows }: Group, made: PublicIp) {
  if (made.tier === "Global") {
    const message = `Global publicIP addresses are only supported for standard SKU public IP addresses. Public IP address ${made.id} is not standard SKU.`;
    throw providerError("GlobalPublicIPAddressNotSupportedForBasicPublicIpAddress", message);
  }
  const others = [...rows.values()].filter(({ sku, location }) => sku === "Basic" && location === made.location);
  if (others.length < limit) return;
  const message = `Cannot create more than ${limit} IPv4 Basic SKU public IP addresses for this subscription in this region.`;
  throw providerError("IPv4BasicSkuPublicIpCountLimitReached", message);
}

/** Throws when a request would change what an address has for life. */
function checkSame({ id, sku, allocation }: PublicIp, { sku: wanted, properties = {} }: PublicIpInput): void {
  if ((wanted?.name ?? "Basic") !== sku) {
    throw providerError("SkuCannotBeChangedOnUpdate", `Sku of resource ${id} cannot be changed.`);
  }
  if ((properties.publicIPAllocationMethod ?? "Dynamic") === allocation) return;
  const message = `Property PublicIPAllocationMethod cannot be changed while resource ${id} exists.`;
  throw providerError("PropertyChangeNotAllowed", message);
}

function remove(state: AzureState, call: ArmCall): HttpAnswer {
  const group = state.group(call);
  const target = group.publicIps.get(keyOf(param(call, "resource")));
  if (target === undefined) return NOTHING_TO_DELETE;
  checkFree(call, target);
  const user = publicIpUser(state, target.id);
  if (user !== undefined) {
    const message = `Public IP address ${target.id} can not be deleted since it is still allocated to resource ${user.id}. In order to delete the public IP, disassociate/detach the Public IP address from the resource. To learn how to do this, see aka.ms/deletepublicip.`;
    throw providerError("PublicIPAddressCannotBeDeleted", message);
  }
  return beginDelete(state, group, call, {
    ...{ name: "DeletePublicIpAddressOperation", target, seconds: SECONDS },
    finish: () => group.publicIps.delete(keyOf(target.name)),
  });
}

function viewPublicIp(state: AzureState, row: PublicIp): object {
  const { name, id, etag, location, tags, zones, guid, address, allocation, idleTimeoutInMinutes, sku, tier } = row;
  const user = publicIpUser(state, id);
  return {
    ...{ name, id, etag, location, ...(tags && { tags }), ...(zones && { zones }) },
    properties: {
      ...{ provisioningState: provisioningState(row), resourceGuid: guid, ...(address && { ipAddress: address }) },
      ...{ publicIPAddressVersion: "IPv4", publicIPAllocationMethod: allocation, idleTimeoutInMinutes, ipTags: [] },
      ...(user && { ipConfiguration: { id: user.id } }),
      ...(sku === "Standard" && { ddosSettings: { protectionMode: "VirtualNetworkInherited" } }),
    },
    ...{ type: `${provider}/${type}`, sku: { name: sku, tier } },
  };
}
