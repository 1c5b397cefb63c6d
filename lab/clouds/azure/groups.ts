import * as z from "zod";
import { ArmError } from "./arm-error.ts";
import { readBody } from "./body.ts";
import { pageAnswer } from "./paging.ts";
import { keyOf } from "./resource-id.ts";
import type { AzureState, Group, Subscription } from "./state.ts";
import { type ArmCall, type ArmRoute, type HttpAnswer, param } from "./wire.ts";

const LIST = "/subscriptions/{subscription}/resourceGroups";
const ONE = `${LIST}/{group}`;

const Body = z.looseObject({ location: z.string().optional(), tags: z.record(z.string(), z.string()).optional() });

const provider = "Microsoft.Resources";
const action = (verb: string) => `subscriptions/resourceGroups/${verb}`;

export function groupRoutes(state: AzureState): ArmRoute[] {
  return [
    { ...{ method: "GET", path: LIST, provider, action: action("read") }, run: (call) => list(state, call) },
    { ...{ method: "GET", path: ONE, provider, action: action("read") }, run: (call) => ok(200, state.group(call)) },
    { ...{ method: "HEAD", path: ONE, provider, action: action("read") }, run: (call) => head(state, call) },
    { ...{ method: "PUT", path: ONE, provider, action: action("write") }, run: (call) => put(state, call) },
    { ...{ method: "DELETE", path: ONE, provider, action: action("delete") }, run: (call) => remove(state, call) },
  ];
}

/** A new, empty group. */
export function createGroup(subscription: Subscription, name: string, location: string): Group {
  const group: Group = {
    ...{
      id: `/subscriptions/${subscription.id}/resourceGroups/${name}`,
      name,
      subscription: subscription.id,
      location,
    },
    ...{ tags: undefined, vnets: new Map(), securityGroups: new Map(), clusters: new Map() },
    ...{ publicIps: new Map(), gateways: new Map(), localGateways: new Map(), connections: new Map() },
    watchers: new Map(),
  };
  subscription.groups.set(keyOf(name), group);
  return group;
}

function list(state: AzureState, call: ArmCall): HttpAnswer {
  return pageAnswer(call, state.limits.pageSize, state.subscription(call).groups, view);
}

function head(state: AzureState, call: ArmCall): HttpAnswer {
  const found = state.subscription(call).groups.has(keyOf(param(call, "group")));
  return { status: found ? 204 : 404, headers: {} };
}

function put(state: AzureState, call: ArmCall): HttpAnswer {
  const subscription = state.subscription(call);
  const name = param(call, "group");
  const { location, tags } = readBody(Body, call.body);
  const existing = subscription.groups.get(keyOf(name));
  if (location === undefined) {
    throw new ArmError("LocationRequired", "The location property is required for this definition.");
  }
  if (existing !== undefined && existing.location !== location) {
    const message = `Invalid resource group location '${location}'. The Resource group already exists in location '${existing.location}'.`;
    throw new ArmError("InvalidResourceGroupLocation", message, { status: 409 });
  }
  const group = existing ?? createGroup(subscription, name, location);
  group.tags = tags;
  return ok(existing === undefined ? 201 : 200, group);
}

/** Takes a group away at once, where Azure takes minutes; what is in it goes with it and no rule of its own is asked. */
function remove(state: AzureState, call: ArmCall): HttpAnswer {
  const { name } = state.group(call);
  state.subscription(call).groups.delete(keyOf(name));
  return { status: 200, headers: {} };
}

function ok(status: number, group: Group): HttpAnswer {
  return { status, headers: {}, body: view(group) };
}

function view({ id, name, location, tags }: Group): object {
  const properties = { provisioningState: "Succeeded" };
  return { id, name, type: "Microsoft.Resources/resourceGroups", location, ...(tags && { tags }), properties };
}
