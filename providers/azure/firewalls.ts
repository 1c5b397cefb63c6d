import type { NetworkSecurityGroup, SecurityRule } from "@azure/arm-network";
import type { ConnectionId } from "../../core/connection/connection-id.ts";
import type { NetworkId } from "../../core/connection/network-id.ts";
import { QuotaExceeded } from "../../core/faults.ts";
import type { FirewallChange } from "../../core/plan/change.ts";
import type { OwnedObject } from "../provider.ts";
import type { AzureClients } from "./client.ts";
import { attempt } from "./faults.ts";
import { locateVnet } from "./places.ts";
import { ruleId, toOwnRules } from "./translate.ts";
import { keyOfOpening, type Opening, ownerOf, toOpenings, toWantedRules, type WantedRule } from "./translate-rule.ts";

interface Target {
  readonly network: NetworkId;
  /** `group/name` */
  readonly firewall: string;
  readonly connection: ConnectionId;
}

/**
 * Opens and closes rules, and says which are now ours. A security group takes one write at a time: what it does not take
 * now is made when this runs again.
 *
 * @throws Busy while a group is being written
 */
export async function applyFirewall(
  azure: AzureClients,
  {
    network,
    connection,
    changes,
  }: { network: NetworkId; connection: ConnectionId; changes: readonly FirewallChange[] },
): Promise<readonly OwnedObject[]> {
  const groups = Map.groupBy(changes, ({ firewall }) => firewall);
  const written = await Promise.allSettled(
    [...groups].map(([firewall, some]) =>
      attempt(`write rules of ${firewall} of ${network}`, () => write(azure, { network, firewall, connection }, some)),
    ),
  );
  for (const result of written) if (result.status === "rejected") throw result.reason;
  return changes
    .filter((change) => change.action === "open")
    .map((change) => ({ kind: "firewall-rule", id: ruleId(change.firewall, connection, change), network }));
}

async function write(azure: AzureClients, target: Target, changes: readonly FirewallChange[]): Promise<void> {
  const { network, firewall, connection } = target;
  const [group = "", name = ""] = firewall.split("/");
  const client = azure.at(locateVnet(network).subscription);
  const securityGroup = await client.networkSecurityGroups.get(group, name);
  const { securityRules = [] } = securityGroup;
  const present = new Map(securityRules.map((rule) => [rule.name?.toLowerCase(), rule]));
  const wanted = toWantedRules(connection, openingsAfter(firewall, connection, securityGroup, changes));
  const taken = new Set(securityRules.filter(isInbound).map(({ priority }) => priority));
  for (const rule of wanted) {
    const found = present.get(rule.name);
    if (found !== undefined && isSame(rule, found)) continue;
    const priority = found !== undefined && isInbound(found) ? found.priority : undefined;
    const content = { ...rule.content, priority: priority ?? freePriority(taken, target) };
    await client.securityRules.createOrUpdate(group, name, rule.name, content).submitted();
  }
  const names = new Set(wanted.map((rule) => rule.name));
  const stale = securityRules.filter(
    (rule) => ownerOf(rule) === connection && !names.has(rule.name?.toLowerCase() ?? ""),
  );
  for (const rule of stale) await client.securityRules.delete(group, name, rule.name ?? "").submitted();
}

/** What the connection's rules are to let in: what they do now, and what changes. */
function openingsAfter(
  firewall: string,
  connection: ConnectionId,
  securityGroup: NetworkSecurityGroup,
  changes: readonly FirewallChange[],
): readonly Opening[] {
  const closed = new Set(changes.flatMap((change) => (change.action === "close" ? [change.rule] : [])));
  const opened = changes.filter((change) => change.action === "open");
  const now = toOwnRules(firewall, securityGroup).filter((rule) => rule.connection === connection);
  const after = [...now.filter(({ id }) => !closed.has(id)), ...opened];
  return [...new Map(after.map((opening) => [keyOfOpening(opening), opening])).values()];
}

function isInbound({ direction }: SecurityRule): boolean {
  return direction === "Inbound";
}

function isSame({ openings }: WantedRule, rule: SecurityRule): boolean {
  const [wanted, present] = [openings, toOpenings(rule)].map((some) => some.map(keyOfOpening).sort().join());
  return wanted === present;
}

/** The first and last priorities that our rules take; rules of the group's owners mostly start at 100. */
const priorities = { first: 1000, last: 4096 };

/** The lowest priority that is free, which it then is no more. */
function freePriority(taken: Set<number | undefined>, { firewall, network }: Target): number {
  for (let priority = priorities.first; priority <= priorities.last; priority++) {
    if (taken.has(priority)) continue;
    taken.add(priority);
    return priority;
  }
  throw new QuotaExceeded(
    `${firewall} of ${network} has no free priority from ${priorities.first} to ${priorities.last}`,
  );
}
