import { ArmError } from "../arm-error.ts";
import { readBody } from "../body.ts";
import { pageAnswer } from "../paging.ts";
import { checkName, keyOf, parseResourceId } from "../resource-id.ts";
import type { AzureState } from "../state.ts";
import { type ArmCall, type ArmRoute, type HttpAnswer, param } from "../wire.ts";
import { badReference, childNotFound, notProvisioned } from "./errors.ts";
import { checkLinkedAccess, checkPeering } from "./peering-rules.ts";
import { connect, pairGuid, removeHalf } from "./peering-states.ts";
import type { Peering, PeeringFlags, Vnet } from "./resources.ts";
import { PeeringBody, type PeeringInput } from "./schemas.ts";
import { childOf, viewPeering } from "./views.ts";
import { readVnet, VNET, writeParent } from "./vnet-lookup.ts";
import { beginDelete, beginWrite, checkEtag, getAnswer, NOTHING_TO_DELETE, putAnswer } from "./writes.ts";

const COLLECTION = "virtualNetworkPeerings";
const LIST = `${VNET}/${COLLECTION}`;
const ONE = `${LIST}/{peering}`;
/** Virtual seconds; the Retry-After of recorded answers. */
const SECONDS = 10;

const provider = "Microsoft.Network";
const action = (verb: string) => `virtualNetworks/virtualNetworkPeerings/${verb}`;

export function peeringRoutes(state: AzureState): ArmRoute[] {
  return [
    { ...{ method: "GET", path: LIST, provider, action: action("read") }, run: (call) => list(state, call) },
    { ...{ method: "GET", path: ONE, provider, action: action("read") }, run: (call) => get(state, call) },
    { ...{ method: "PUT", path: ONE, provider, action: action("write") }, run: (call) => put(state, call) },
    { ...{ method: "DELETE", path: ONE, provider, action: action("delete") }, run: (call) => remove(state, call) },
  ];
}

function list(state: AzureState, call: ArmCall): HttpAnswer {
  const vnet = readVnet(state, call);
  return pageAnswer(call, state.limits.pageSize, vnet.peerings, (peering) =>
    viewPeering({ state, apiVersion: call.apiVersion }, vnet, peering),
  );
}

function get(state: AzureState, call: ArmCall): HttpAnswer {
  const vnet = readVnet(state, call);
  const peering = vnet.peerings.get(keyOf(param(call, "peering")));
  if (peering === undefined) throw childNotFound(idOf(vnet, param(call, "peering")));
  return getAnswer(vnet, viewPeering({ state, apiVersion: call.apiVersion }, vnet, peering));
}

function put(state: AzureState, call: ArmCall): HttpAnswer {
  const { group, vnet } = writeParent(state, call);
  const name = param(call, "peering");
  checkName(name);
  const created = !vnet.peerings.has(keyOf(name));
  if (!created) checkEtag(call, vnet);
  const input = readBody(PeeringBody, call.body);
  const peering = putHalf(state, call, { vnet, name, input });
  if (call.query.get("syncRemoteAddressSpace") === "true") peering.seen = spaceOf(state, peering);
  const operation = beginWrite(
    ...([state, group] as const),
    { name: "PutVirtualNetworkPeeringOperation", target: vnet, child: childOf(COLLECTION, name), seconds: SECONDS },
    "Updating",
  );
  const body = viewPeering({ state, apiVersion: call.apiVersion }, vnet, peering);
  return putAnswer(call, { created, operation, retryAfter: SECONDS, body });
}

interface Half {
  readonly vnet: Vnet;
  readonly name: string;
  readonly input: PeeringInput;
}

/** Makes or changes one half, of a network that may be written; throws ArmError when the two networks cannot have it. */
export function putHalf(state: AzureState, call: ArmCall, { vnet, name, input }: Half): Peering {
  const id = idOf(vnet, name);
  const existing = vnet.peerings.get(keyOf(name));
  const properties = input.properties ?? {};
  const remoteId = properties.remoteVirtualNetwork?.id;
  const remote = referencedVnet(state, call, id, remoteId);
  if (remote.busy !== undefined) throw notProvisioned(remote, id, remote.busy);
  const flags = flagsOf(properties);
  checkPeering(state, { id, vnet, remote, flags, existing });
  if (existing !== undefined) {
    existing.flags = flags;
    return existing;
  }
  const guid = pairGuid(vnet, remote);
  const half: Peering = {
    id,
    name,
    remote: remoteId ?? remote.id,
    guid,
    flags,
    state: "Initiated",
    seen: remote.prefixes,
  };
  vnet.peerings.set(keyOf(name), half);
  connect(state, vnet, half);
  return half;
}

function referencedVnet(state: AzureState, call: ArmCall, id: string, remoteId: string | undefined): Vnet {
  const parts = parseResourceId(remoteId ?? "");
  if (remoteId === undefined || parts === undefined) {
    const message = `Property id '${remoteId ?? ""}' at path 'properties.remoteVirtualNetwork.id' is invalid. Expect fully qualified resource Id that start with '/subscriptions/{subscriptionId}' or '/providers/{resourceProviderNamespace}/'.`;
    throw new ArmError("LinkedInvalidPropertyId", message);
  }
  const { tenant } = state.subscription(call);
  const remoteTenant = state.subscriptions.get(keyOf(parts.subscription))?.tenant;
  const { auxiliaryTenants } = call;
  if (remoteTenant !== undefined) {
    checkLinkedAccess({ id, remote: parts.subscription, tenant, remoteTenant, auxiliaryTenants });
  }
  const remote = state.vnet(remoteId);
  if (remote === undefined) throw badReference(remoteId, id);
  return remote;
}

function remove(state: AzureState, call: ArmCall): HttpAnswer {
  const { group, vnet } = writeParent(state, call);
  const name = param(call, "peering");
  const peering = vnet.peerings.get(keyOf(name));
  if (peering === undefined) return NOTHING_TO_DELETE;
  checkEtag(call, vnet);
  return beginDelete(state, group, call, {
    ...{ name: "DeleteVirtualNetworkPeeringOperation", target: vnet, child: childOf(COLLECTION, name) },
    seconds: SECONDS,
    finish: () => removeHalf(state, vnet, peering),
  });
}

function spaceOf(state: AzureState, { remote, seen }: Peering): readonly string[] {
  return state.vnet(remote)?.prefixes ?? seen;
}

function flagsOf(properties: NonNullable<PeeringInput["properties"]>): PeeringFlags {
  return {
    allowVirtualNetworkAccess: properties.allowVirtualNetworkAccess ?? true,
    allowForwardedTraffic: properties.allowForwardedTraffic ?? false,
    allowGatewayTransit: properties.allowGatewayTransit ?? false,
    useRemoteGateways: properties.useRemoteGateways ?? false,
    doNotVerifyRemoteGateways: properties.doNotVerifyRemoteGateways ?? false,
  };
}

function idOf(vnet: Vnet, name: string): string {
  return `${vnet.id}/${COLLECTION}/${name}`;
}
