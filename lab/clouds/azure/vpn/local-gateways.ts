import { providerError } from "../arm-error.ts";
import { readBody } from "../body.ts";
import { checkPrefix } from "../network/address-space.ts";
import { checkLocation } from "../network/vnet-put.ts";
import {
  beginDelete,
  beginWrite,
  checkFree,
  NOTHING_TO_DELETE,
  provisioningState,
  putAnswer,
} from "../network/writes.ts";
import { checkName, keyOf, sameId } from "../resource-id.ts";
import type { AzureState } from "../state.ts";
import { checkTags } from "../tags.ts";
import { type ArmCall, type ArmRoute, type HttpAnswer, param } from "../wire.ts";
import { checkAsn } from "./asns.ts";
import { type Collection, newTopLevel, pathOf, provider, readRoutes, viewOf } from "./collection.ts";
import type { LocalGateway, LocalGatewaySettings } from "./resources.ts";
import { LocalGatewayBody, type LocalGatewayProperties } from "./schemas.ts";

/** Virtual seconds. */
const SECONDS = 5;

const type = "localNetworkGateways";

const localGateways: Collection<LocalGateway> = {
  ...{ type, tagged: true },
  rows: ({ localGateways: rows }) => rows,
  view: (_view, row) => viewLocalGateway(row),
};

/** Far ends of tunnels. */
export function localGatewayRoutes(state: AzureState): ArmRoute[] {
  const path = pathOf(localGateways);
  return [
    ...readRoutes(state, localGateways),
    { ...{ method: "PUT", path, provider, action: `${type}/write` }, run: (call) => put(state, call) },
    { ...{ method: "DELETE", path, provider, action: `${type}/delete` }, run: (call) => remove(state, call) },
  ];
}

function put(state: AzureState, call: ArmCall): HttpAnswer {
  const group = state.group(call);
  const name = param(call, "resource");
  checkName(name);
  const { location, tags, properties = {} } = readBody(LocalGatewayBody, call.body);
  checkTags(tags ?? {});
  const existing = group.localGateways.get(keyOf(name));
  if (existing !== undefined) {
    checkLocation(name, group, existing.location, location);
    checkFree(call, existing);
  }
  const base = existing ?? newTopLevel(state, { group, type, name, location });
  const settings = settingsOf(base.id, properties);
  const unchanged = JSON.stringify(existing?.settings) === JSON.stringify(settings);
  const target = existing ?? { ...base, settings, since: 0 };
  target.settings = settings;
  target.tags = tags;
  if (!unchanged) target.since = state.clock.now();
  group.localGateways.set(keyOf(name), target);
  const write = { name: "PutLocalNetworkGatewayOperation", target, seconds: unchanged ? 0 : SECONDS };
  const operation = beginWrite(state, group, write, "Updating");
  const body = localGateways.view(viewOf(state, call), target);
  return putAnswer(call, { created: existing === undefined, operation, retryAfter: SECONDS, body });
}

function settingsOf(id: string, properties: LocalGatewayProperties): LocalGatewaySettings {
  const { gatewayIpAddress: address, localNetworkAddressSpace, bgpSettings } = properties;
  const prefixes = localNetworkAddressSpace?.addressPrefixes ?? [];
  for (const prefix of prefixes) checkPrefix(prefix, id);
  if (address === undefined) {
    throw providerError(
      "LocalNetworkGatewayAddressMissing",
      `Local network gateway ${id} must have a gatewayIpAddress.`,
    );
  }
  if (bgpSettings === undefined) return { address, prefixes, bgp: undefined };
  const { asn = 0, bgpPeeringAddress = "", peerWeight = 0 } = bgpSettings;
  if (asn === 0) {
    const message = `The local network gateway ${id} cannot have an ASN of zero`;
    throw providerError("LocalNetworkGatewayCannotHaveZeroAsn", message);
  }
  checkAsn(asn, id, false);
  return { address, prefixes, bgp: { asn, address: bgpPeeringAddress, peerWeight } };
}

function remove(state: AzureState, call: ArmCall): HttpAnswer {
  const group = state.group(call);
  const target = group.localGateways.get(keyOf(param(call, "resource")));
  if (target === undefined) return NOTHING_TO_DELETE;
  checkFree(call, target);
  const connections = state.allGroups().flatMap(({ connections: rows }) => [...rows.values()]);
  const user = connections.find(({ settings }) => sameId(settings.localGateway, target.id));
  if (user !== undefined) {
    // The code is the lab's own: no recording has it.
    const message = `Local network gateway ${target.id} cannot be deleted because it is in use by connection ${user.id}.`;
    throw providerError("InUseLocalNetworkGatewayCannotBeDeleted", message);
  }
  return beginDelete(state, group, call, {
    ...{ name: "DeleteLocalNetworkGatewayOperation", target, seconds: SECONDS },
    finish: () => group.localGateways.delete(keyOf(target.name)),
  });
}

function viewLocalGateway(row: LocalGateway): object {
  const { name, id, etag, location, tags, guid, settings } = row;
  const { address, prefixes, bgp } = settings;
  return {
    ...{ name, id, etag, type: `${provider}/${type}`, location, ...(tags && { tags }) },
    properties: {
      ...{ provisioningState: provisioningState(row), resourceGuid: guid },
      ...{ localNetworkAddressSpace: { addressPrefixes: prefixes }, gatewayIpAddress: address },
      ...(bgp && { bgpSettings: { asn: bgp.asn, bgpPeeringAddress: bgp.address, peerWeight: bgp.peerWeight } }),
    },
  };
}
