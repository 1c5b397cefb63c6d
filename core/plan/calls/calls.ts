import type { Plan } from "../change.ts";
import { callAt, type PlannedCall } from "./call.ts";
import { firewallCalls } from "./firewall-calls.ts";
import { peeringCalls } from "./peering-calls.ts";
import type { Standing } from "./standing.ts";
import { vpnCalls } from "./vpn-calls.ts";

const routeCalls = {
  create: "ec2:CreateRoute",
  replace: "ec2:ReplaceRoute",
  restore: "ec2:ReplaceRoute",
  delete: "ec2:DeleteRoute",
} as const;

/**
 * Every call that changes something in a cloud when the plan is carried out, by the order of the steps; status tags
 * aside. Objects of a VPN that somebody altered are put right by calls that are found while that is done: they are not
 * listed, what is missing is.
 */
export function callsOf(plan: Plan, standing: Standing): readonly PlannedCall[] {
  return [
    ...peeringCalls(plan),
    ...(plan.vpnChanges.length > 0 ? vpnCalls(plan, standing) : []),
    // Only AWS has routes of ours in tables.
    ...plan.routeChanges.map(({ action, network, table, destination }) =>
      callAt(network, routeCalls[action], `${destination} in ${table}`),
    ),
    ...firewallCalls(plan, standing.networks),
  ];
}
