import { keyOf } from "../resource-id.ts";
import type { AzureState, Group } from "../state.ts";
import { type ArmCall, param } from "../wire.ts";
import { anotherInProgress, parentNotFound, resourceNotFound } from "./errors.ts";
import type { Vnet } from "./resources.ts";

export const TYPE = "Microsoft.Network/virtualNetworks";
export const VNETS = `/subscriptions/{subscription}/resourceGroups/{group}/providers/${TYPE}`;
export const VNET = `${VNETS}/{vnet}`;

/** The network in the path of a call that reads it or a child of it. */
export function readVnet(state: AzureState, call: ArmCall): Vnet {
  const group = state.group(call);
  const name = param(call, "vnet");
  const vnet = group.vnets.get(keyOf(name));
  if (vnet === undefined) throw resourceNotFound(TYPE, name, group.name);
  return vnet;
}

/** The network in the path of a call that writes a child of it: there, and not locked by another operation. */
export function writeParent(state: AzureState, call: ArmCall): { readonly group: Group; readonly vnet: Vnet } {
  const group = state.group(call);
  const vnet = group.vnets.get(keyOf(param(call, "vnet")));
  if (vnet === undefined) {
    // A PUT is stopped for want of a parent; a DELETE is told that the parent is not there (recorded).
    if (call.method === "PUT") throw parentNotFound(param(call, "vnet"));
    throw resourceNotFound(TYPE, param(call, "vnet"), group.name);
  }
  if (vnet.busy !== undefined) throw anotherInProgress(call, vnet.busy);
  return { group, vnet };
}
