import { AwsError } from "../../aws-error.ts";
import { DONE, type Ec2Action, type Ec2Call } from "../action.ts";
import { DRY_RUN, required } from "../form.ts";
import { lookUp } from "../ids.ts";
import type { RouteTable } from "../resources.ts";
import { learnedBy } from "./vpn-fabric.ts";
import { findVpnGateway } from "./vpn-gateways.ts";
import { isAttachedTo } from "./vpn-states.ts";

const PARAMETERS = [...DRY_RUN, "RouteTableId", "GatewayId"];

export const routePropagationActions: Readonly<Record<string, Ec2Action>> = {
  EnableVgwRoutePropagation: {
    parameters: PARAMETERS,
    run(call) {
      const { state, place, form } = call;
      const table = lookUp(place.routeTables, "route-table", required(form, "RouteTableId"));
      const gateway = findVpnGateway(call, required(form, "GatewayId"));
      if (!isAttachedTo(gateway, table.vpcId, state.clock.now())) {
        throw new AwsError("Gateway.NotAttached", `resource ${gateway.id} is not attached to network ${table.vpcId}`);
      }
      table.propagating.add(gateway.id);
      return DONE;
    },
  },
  DisableVgwRoutePropagation: {
    parameters: PARAMETERS,
    run({ place, form }) {
      const table = lookUp(place.routeTables, "route-table", required(form, "RouteTableId"));
      table.propagating.delete(required(form, "GatewayId"));
      return DONE;
    },
  },
};

/** The gateways whose routes a table takes: a gateway that is detached is none any more. */
export function propagatingGateways({ state, place }: Ec2Call, table: RouteTable): string[] {
  const now = state.clock.now();
  return [...table.propagating].filter((id) => {
    const gateway = place.vpnGateways.get(id);
    return gateway !== undefined && isAttachedTo(gateway, table.vpcId, now);
  });
}

/** What a table's gateways have learned, each with the gateway that it leads to. */
export function propagatedRoutes(call: Ec2Call, table: RouteTable): { cidr: string; gatewayId: string }[] {
  const { state, place } = call;
  return propagatingGateways(call, table).flatMap((gatewayId) =>
    learnedBy(state, place, gatewayId).map((cidr) => ({ cidr, gatewayId })),
  );
}
