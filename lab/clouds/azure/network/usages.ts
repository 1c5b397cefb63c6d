import type { AzureState } from "../state.ts";
import { type ArmCall, type ArmRoute, type HttpAnswer, param } from "../wire.ts";

const PATH = "/subscriptions/{subscription}/providers/Microsoft.Network/locations/{location}/usages";

/** How much of its quotas a subscription uses in a location, of what the lab has. */
export function usageRoutes(state: AzureState): ArmRoute[] {
  return [
    {
      ...{ method: "GET", path: PATH, provider: "Microsoft.Network", action: "locations/usages/read" },
      run: (call) => list(state, call),
    },
  ];
}

function list(state: AzureState, call: ArmCall): HttpAnswer {
  const subscription = state.subscription(call);
  const location = param(call, "location");
  const vnets = [...subscription.groups.values()].flatMap((group) => [...group.vnets.values()]);
  const value = {
    id: `/subscriptions/${subscription.id}/providers/Microsoft.Network/locations/${location}/usages/VirtualNetworks`,
    unit: "Count",
    currentValue: vnets.filter((vnet) => vnet.location === location).length,
    limit: state.limits.vnetsPerSubscription,
    name: { localizedValue: "Virtual Networks", value: "VirtualNetworks" },
  };
  return { status: 200, headers: {}, body: { value: [value] } };
}
