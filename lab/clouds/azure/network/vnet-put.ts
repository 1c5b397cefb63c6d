import { ArmError, providerError } from "../arm-error.ts";
import { keyOf } from "../resource-id.ts";
import type { AzureState, Group } from "../state.ts";
import type { ArmCall } from "../wire.ts";
import { checkPrefix, overlapping } from "./address-space.ts";
import { removeHalf } from "./peering-states.ts";
import { putHalf } from "./peerings.ts";
import type { Subnet, Vnet } from "./resources.ts";
import type { VnetInput } from "./schemas.ts";
import { checkLayout, checkUse, subnetOf } from "./subnet-rules.ts";
import { newEtag } from "./writes.ts";

/** A network as a request first asks for it, without anything in it. */
export function newVnet(state: AzureState, group: Group, name: string, input: VnetInput): Vnet {
  const id = `${group.id}/providers/Microsoft.Network/virtualNetworks/${name}`;
  if (input.location === undefined) {
    throw new ArmError("LocationRequired", "The location property is required for this definition.");
  }
  const guid = state.random.uuid();
  return {
    ...{ id, name, location: input.location, guid, tags: undefined, etag: newEtag(state), busy: undefined },
    ...{ prefixes: [], dnsServers: undefined, kept: {}, subnets: new Map(), peerings: new Map(), gateways: [] },
  };
}

/**
 * Puts a request's content in place of a network's. Subnets or peerings that the request does not speak of stay; a
 * list that it gives is the whole list, and what is not on it goes.
 */
export function replaceVnet(state: AzureState, call: ArmCall, vnet: Vnet, input: VnetInput): void {
  const { addressSpace, dhcpOptions, subnets, virtualNetworkPeerings, ...rest } = input.properties ?? {};
  const prefixes = addressSpace?.addressPrefixes ?? [];
  if (prefixes.length === 0) {
    throw providerError("NoAddressPrefixOrPoolProvided", `Virtual network ${vnet.id} must have an address prefix.`);
  }
  for (const prefix of prefixes) checkPrefix(prefix, vnet.id);
  checkPeers(state, vnet, prefixes);
  const after = subnets === undefined ? vnet.subnets : subnetsOf(state, vnet.id, subnets);
  checkLayout(vnet.name, prefixes, [...after.values()]);
  checkUse(state, vnet.subnets.values(), after);
  if (virtualNetworkPeerings !== undefined) replacePeerings(state, call, vnet, virtualNetworkPeerings);
  const { provisioningState: _state, resourceGuid: _guid, ...others } = rest;
  const {
    enableDdosProtection: _ddos,
    enableVmProtection: _vm,
    privateEndpointVNetPolicies: _policies,
    ...kept
  } = others;
  vnet.prefixes = prefixes;
  vnet.dnsServers = dhcpOptions === undefined ? undefined : (dhcpOptions.dnsServers ?? []);
  vnet.kept = kept;
  if (after === vnet.subnets) return;
  vnet.subnets.clear();
  for (const [key, subnet] of after) vnet.subnets.set(key, subnet);
}

/** Throws InvalidResourceLocation when a request would move a resource. */
export function checkLocation(name: string, group: Group, location: string, asked: string | undefined): void {
  if (asked === undefined || asked.replaceAll(" ", "").toLowerCase() === location.toLowerCase()) return;
  const message = `The resource '${name}' already exists in location '${location}' in resource group '${group.name}'. A resource with the same name cannot be created in location '${asked}'. Please select a new resource name.`;
  throw new ArmError("InvalidResourceLocation", message, { status: 409 });
}

function checkPeers(state: AzureState, vnet: Vnet, prefixes: readonly string[]): void {
  for (const { remote } of vnet.peerings.values()) {
    const common = overlapping(prefixes, state.vnet(remote)?.prefixes ?? []);
    if (common.length === 0) continue;
    const message = `Cannot update virtual network ${vnet.id} because its address space overlaps with address space of virtual network ${remote} already peered with it. Overlapping address prefixes: ${common.join(", ")}.`;
    throw providerError("VnetAddressSpaceOverlapsWithAlreadyPeeredVnet", message);
  }
}

type Inputs<K extends "subnets" | "virtualNetworkPeerings"> = NonNullable<NonNullable<VnetInput["properties"]>[K]>;

function subnetsOf(state: AzureState, vnetId: string, inputs: Inputs<"subnets">): Map<string, Subnet> {
  return new Map(inputs.map((input) => [keyOf(nameOf(input)), subnetOf(state, vnetId, nameOf(input), input)]));
}

function replacePeerings(state: AzureState, call: ArmCall, vnet: Vnet, inputs: Inputs<"virtualNetworkPeerings">) {
  const names = new Set(inputs.map((input) => keyOf(nameOf(input))));
  const gone = [...vnet.peerings.values()].filter(({ name }) => !names.has(keyOf(name)));
  for (const input of inputs) {
    const existing = vnet.peerings.get(keyOf(nameOf(input)));
    if (existing?.state !== "Disconnected") putHalf(state, call, { vnet, name: nameOf(input), input });
  }
  for (const half of gone) removeHalf(state, vnet, half);
}

function nameOf({ name }: { readonly name?: string | undefined }): string {
  if (name !== undefined) return name;
  throw new ArmError("InvalidRequestFormat", "Cannot parse the request.", {
    details: [{ code: "MissingNameProperty", message: "A subresource must have a name." }],
  });
}
