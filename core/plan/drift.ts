import type { Problem } from "../problems.ts";
import type { FirewallChange, PeeringChange, Plan, RouteChange } from "./change.ts";

/** What of a connection is no longer as it was made, the first thing in words: only for a plan with changes. */
export function driftOf({ peeringChanges, routeChanges, firewallChanges, vpnChanges }: Plan): Problem {
  const [first = "something is not as planned", ...others] = [
    ...peeringChanges.map(ofPeering),
    ...vpnChanges.map(({ reason }) => reason),
    ...routeChanges.map(ofRoute),
    ...firewallChanges.map(ofFirewall),
  ];
  const more = others.length === 0 ? "" : ` and ${others.length} more`;
  return {
    rule: "drift",
    message: `${first}${more}`,
    remedy: "put it back or have the policy say drift: repair",
  };
}

function ofPeering(change: PeeringChange): string {
  return change.action === "set-options" ? `the ${change.side}'s half of the peering: ${change.reason}` : change.reason;
}

function ofRoute({ action, table, destination, reason }: RouteChange): string {
  return action === "create"
    ? `${table} does not route ${destination}`
    : `the route to ${destination} in ${table}: ${reason}`;
}

function ofFirewall(change: FirewallChange): string {
  return change.action === "open"
    ? `${change.firewall} does not let ${change.source} in`
    : `rule ${change.rule} of ${change.firewall} is ${change.reason}`;
}
