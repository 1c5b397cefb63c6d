import { familyOf } from "../../address-space/prefix.ts";
import type { FirewallRule, Network } from "../../connection/network.ts";
import { type Cloud, locate, type NetworkId } from "../../connection/network-id.ts";
import { formatAllow } from "../../intent/allow.ts";
import type { FirewallChange, Plan } from "../change.ts";
import { callAt, type PlannedCall } from "./call.ts";

/** The calls that open and close rules, each cloud's in its own number: one rule of theirs may hold many of ours. */
export function firewallCalls(
  { connection, firewallChanges }: Pick<Plan, "connection" | "firewallChanges">,
  networks: readonly Network[],
): readonly PlannedCall[] {
  const sides = Map.groupBy(firewallChanges, ({ network }) => network);
  return [...sides].flatMap(([network, changes]) => {
    const firewalls = networks.find(({ id }) => id === network)?.firewalls ?? [];
    const ours = firewalls.flatMap(({ rules }) => rules.filter((rule) => rule.connection === connection));
    return writers[locate(network).cloud]({ network, changes, connection, ours });
  });
}

interface Side {
  readonly network: NetworkId;
  readonly changes: readonly FirewallChange[];
  readonly connection: string;
  /** The connection's rules that are there. */
  readonly ours: readonly FirewallRule[];
}

type Writer = (side: Side) => readonly PlannedCall[];

const writers: Readonly<Record<Cloud, Writer>> = {
  aws: securityGroupCalls,
  gcp: vpcFirewallCalls,
  azure: securityRuleCalls,
};

/** One for each security group and kind. */
function securityGroupCalls({ network, changes }: Side): readonly PlannedCall[] {
  const calls = { open: "ec2:AuthorizeSecurityGroupIngress", close: "ec2:RevokeSecurityGroupIngress" };
  const groups = Map.groupBy(changes, ({ firewall, action }) => `${action} ${firewall}`);
  return [...groups.values()].flatMap((some) => {
    const [first] = some;
    return first === undefined ? [] : [callAt(network, calls[first.action], `${first.firewall}: ${whatOf(some)}`)];
  });
}

/** One for each family of addresses: a rule has sources of one. */
function vpcFirewallCalls({ network, changes, connection, ours }: Side): readonly PlannedCall[] {
  const families = Map.groupBy(changes, familyOfChange);
  return [...families].map(([family, some]) => {
    const before = ours.filter(({ source }) => familyOf(source) === family).length;
    const closed = some.filter(({ action }) => action === "close").length;
    const isLast = closed === some.length && closed === before;
    const verb = before === 0 ? "insert" : isLast ? "delete" : "patch";
    return callAt(network, `compute.firewalls.${verb}`, `${connection} of ${locate(network).localId}: ${whatOf(some)}`);
  });
}

/** One for each group, protocol and family of addresses. */
function securityRuleCalls({ network, changes, connection }: Side): readonly PlannedCall[] {
  const rules = Map.groupBy(changes, (change) => `${change.firewall}/${ruleOf(connection, change)}`);
  return [...rules].map(([rule, some]) => {
    const verb = some.every(({ action }) => action === "close") ? "delete" : "write";
    return callAt(network, `Microsoft.Network/networkSecurityGroups/securityRules/${verb}`, `${rule}: ${whatOf(some)}`);
  });
}

/** Of a rule that is closed only its id is known. */
function ruleOf(connection: string, change: FirewallChange): string {
  if (change.action === "close") return change.rule;
  return `${connection}-${change.allow.protocol}${familyOfChange(change) === 6 ? "-v6" : ""}`;
}

/** The name of a rule for IPv6 says so. */
function familyOfChange(change: FirewallChange): ReturnType<typeof familyOf> {
  if (change.action === "close") return change.rule.includes("-v6") ? 6 : 4;
  return familyOf(change.source);
}

/** `all from 10.1.0.0/16 10.2.0.0/16`. */
function whatOf(changes: readonly FirewallChange[]): string {
  const opened = changes.filter((change) => change.action === "open");
  const closed = changes.filter((change) => change.action === "close");
  const allows = [...new Set(opened.map(({ allow }) => formatAllow(allow)))];
  const sources = [...new Set(opened.map(({ source }) => source))];
  return [
    ...(opened.length > 0 ? [`${allows.join(" ")} from ${sources.join(" ")}`] : []),
    ...closed.map(({ rule }) => `not ${rule} any more`),
  ].join("; ");
}
