import type {
  Firewall,
  FirewallRule,
  Network,
  Peering,
  Route,
  RouteTable,
  RouteTarget,
} from "../../core/connection/network.ts";
import { formatAllow } from "../../core/intent/allow.ts";
import type { FirewallChange, Plan, RouteChange } from "../../core/plan/change.ts";

export interface Both {
  readonly requester: Network;
  readonly accepter: Network;
}

/**
 * What two networks are once a plan has been carried out, by the rules of a cloud that is strict: a change that finds
 * something else than it was planned for throws.
 */
export function applyPlan(plan: Plan, { requester, accepter }: Both): Both {
  const before = requester.peerings.find(({ id }) => id === plan.peering);
  const peering = peeringAfter(plan, before);
  const after = (network: Network): Network => ({
    ...network,
    peerings: [...network.peerings.filter(({ id }) => id !== peering.id), peering],
    routeTables: network.routeTables.map((table) =>
      routed(
        table,
        peering.id,
        plan.routeChanges.filter((change) => change.network === network.id && change.table === table.id),
      ),
    ),
    firewalls: network.firewalls.map((firewall) =>
      opened(
        firewall,
        plan,
        plan.firewallChanges.filter((change) => change.network === network.id && change.firewall === firewall.id),
      ),
    ),
  });
  return { requester: after(requester), accepter: after(accepter) };
}

function peeringAfter(plan: Plan, before: Peering | undefined): Peering {
  const { requester, accepter, connection, peeringChanges } = plan;
  const actions = new Set(peeringChanges.map(({ action }) => action));
  if (actions.has("request") === (before !== undefined))
    throw new Error("requests where one is, or none where none is");
  if (before?.phase !== "active" && !actions.has("await")) throw new Error("does not wait until it is active");
  const start = before ?? {
    id: "pcx-made",
    requester,
    accepter,
    connection,
    options: { requester: false, accepter: false },
  };
  const sides = peeringChanges.flatMap((change) => (change.action === "set-options" ? [[change.side, true]] : []));
  return { ...start, phase: "active", options: { ...start.options, ...Object.fromEntries(sides) } };
}

function routed(table: RouteTable, peering: string, changes: readonly RouteChange[]): RouteTable {
  const routes = new Map(table.routes.map((route) => [route.destination, awake(route, peering)]));
  for (const { action, destination } of changes) {
    if (routes.has(destination) === (action === "create")) throw new Error(`cannot ${action} ${destination}`);
    if (action === "delete") routes.delete(destination);
    else routes.set(destination, { destination, target: { kind: "peering", id: peering }, state: "active" });
  }
  return { ...table, routes: [...routes.values()], routeCount: table.routeCount + routes.size - table.routes.length };
}

/** A route to a peering carries traffic from when the peering is active. */
function awake(route: Route, peering: string): Route {
  return targetText(route.target) === peering ? { ...route, state: "active" } : route;
}

function opened(firewall: Firewall, { connection }: Plan, changes: readonly FirewallChange[]): Firewall {
  const rules = new Map(firewall.rules.map((rule) => [rule.id, rule]));
  for (const change of changes) {
    if (change.action === "close") {
      if (rules.get(change.rule)?.connection !== connection)
        throw new Error(`closes ${change.rule}, which is not ours`);
      rules.delete(change.rule);
      continue;
    }
    const { source, allow } = change;
    const same = [...rules.values()].find((rule) => ruleText(rule) === ruleText(change));
    if (same !== undefined) throw new Error(`opens what ${same.id} lets in already`);
    const id = `sgr-made-${rules.size}-${ruleText(change)}`;
    rules.set(id, { id, source, allow, connection });
  }
  const ruleCount = firewall.ruleCount + rules.size - firewall.rules.length;
  return { ...firewall, rules: [...rules.values()], ruleCount };
}

/** Where a route leads, in one word. */
export function targetText(target: RouteTarget): string {
  return target.kind === "local" ? "local" : target.id;
}

function ruleText({ source, allow }: Pick<FirewallRule, "source" | "allow">): string {
  return `${formatAllow(allow)} from ${source}`;
}
