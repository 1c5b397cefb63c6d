import type { Prefix } from "../address-space/prefix.ts";
import type { ConnectionId } from "../connection/connection-id.ts";
import type { Allow, Firewall, FirewallRule, Network } from "../connection/network.ts";
import { formatAllow } from "../intent/allow.ts";
import type { FirewallChange } from "./change.ts";

export interface FirewallPlan {
  readonly changes: readonly FirewallChange[];
  readonly kept: readonly string[];
}

interface Wanted {
  readonly network: Network;
  readonly connection: ConnectionId;
  /** The prefixes of the peer that may come in. */
  readonly sources: readonly Prefix[];
  /** What they may reach. */
  readonly allow: readonly Allow[];
}

/** Compares each cluster's firewall with what the peer may reach: opens what is missing, closes what is ours and unwanted. */
export function planFirewall(wanted: Wanted): FirewallPlan {
  const parts = wanted.network.firewalls.map((firewall) => planOne(wanted, firewall));
  return { changes: parts.flatMap((part) => part.changes), kept: parts.flatMap((part) => part.kept) };
}

function planOne({ network, connection, sources, allow }: Wanted, firewall: Firewall): FirewallPlan {
  const listed = sources.flatMap((source) => allow.map((one) => ({ source, allow: one })));
  // One port can be written in two ways: `tcp:443 tcp:443-443`.
  const wanted = [...new Map(listed.map((rule) => [keyOf(rule), rule])).values()];
  const keys = new Set(wanted.map(keyOf));
  const present = new Set(firewall.rules.map(keyOf));
  const where = { network: network.id, firewall: firewall.id };
  const stale = firewall.rules.filter((rule) => rule.connection === connection && !keys.has(keyOf(rule)));
  return {
    changes: [
      ...wanted
        .filter((rule) => !present.has(keyOf(rule)))
        .map((rule) => ({ action: "open" as const, ...where, ...rule, reason: `guards cluster ${firewall.cluster}` })),
      ...stale.map(({ id }) => ({ action: "close" as const, ...where, rule: id, reason: "ours and no longer wanted" })),
    ],
    kept: wanted.filter((rule) => present.has(keyOf(rule))).map((rule) => `rule ${keyOf(rule)} in ${firewall.id}`),
  };
}

function keyOf({ source, allow }: Pick<FirewallRule, "source" | "allow">): string {
  return `${formatAllow(allow)} from ${source}`;
}
