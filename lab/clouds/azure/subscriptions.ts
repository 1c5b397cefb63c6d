import type { AzureState, Subscription } from "./state.ts";
import type { ArmCall, ArmRoute } from "./wire.ts";

/** What a client asks for when it logs in: the subscriptions that its token is good for. */
export function subscriptionRoutes(state: AzureState): ArmRoute[] {
  const provider = "Microsoft.Resources";
  return [
    {
      ...{ method: "GET", path: "/subscriptions", provider, action: "subscriptions/read" },
      run: (call) => ({ status: 200, headers: {}, body: { value: own(state, call).map(view) } }),
    },
  ];
}

function own(state: AzureState, { caller }: ArmCall): Subscription[] {
  return [...state.subscriptions.values()].filter(({ tenant }) => tenant === caller.tenant);
}

function view({ id, tenant }: Subscription): object {
  return {
    ...{ id: `/subscriptions/${id}`, authorizationSource: "RoleBased", managedByTenants: [] },
    ...{ subscriptionId: id, tenantId: tenant, displayName: id, state: "Enabled" },
    subscriptionPolicies: {
      locationPlacementId: "Public_2014-09-01",
      quotaId: "PayAsYouGo_2014-09-01",
      spendingLimit: "Off",
    },
  };
}
