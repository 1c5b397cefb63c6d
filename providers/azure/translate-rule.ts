import type { SecurityRule } from "@azure/arm-network";
import { comparePrefixes, familyOf, type Prefix, parsePrefix } from "../../core/address-space/prefix.ts";
import { type ConnectionId, parseConnectionId } from "../../core/connection/connection-id.ts";
import type { Allow, FirewallRule } from "../../core/connection/network.ts";
import { formatAllow } from "../../core/intent/allow.ts";

/** What a rule lets in. */
export type Opening = Pick<FirewallRule, "source" | "allow">;

/** A rule of ours as it should be: every source with every port. */
export interface WantedRule {
  readonly name: string;
  readonly openings: readonly Opening[];
  /** All but the priority. */
  readonly content: Omit<SecurityRule, "priority">;
}

const protocols = { all: "*", icmp: "Icmp", tcp: "Tcp", udp: "Udp" } as const satisfies Record<
  Allow["protocol"],
  string
>;
const ownName = /^(cx-[a-z2-7]{13})-/;
const every = "*";
const allPorts = "0-65535";

/** The connection that a rule's name says it was made for. */
export function ownerOf({ name = "" }: SecurityRule): ConnectionId | undefined {
  return parseConnectionId(ownName.exec(name.toLowerCase())?.[1] ?? "");
}

/** Two openings with the same key let the same in. */
export function keyOfOpening({ source, allow }: Opening): string {
  return `${formatAllow(allow)}/${source}`;
}

/**
 * What a rule of ours lets in, source by source and port by port. Nothing when somebody made something else of it: to a
 * plan, all of it is missing then.
 */
export function toOpenings(rule: SecurityRule): readonly Opening[] {
  const narrow = [rule.sourceApplicationSecurityGroups, rule.destinationApplicationSecurityGroups]
    .flat()
    .filter(Boolean);
  const open = rule.access === "Allow" && rule.direction === "Inbound" && narrow.length === 0;
  const anywhere = isEvery(rule.sourcePortRange, rule.sourcePortRanges);
  const everywhere = isEvery(rule.destinationAddressPrefix, rule.destinationAddressPrefixes);
  if (!(open && anywhere && everywhere)) return [];
  const sources = both(rule.sourceAddressPrefix, rule.sourceAddressPrefixes).map(toSource);
  const allows = both(rule.destinationPortRange, rule.destinationPortRanges).map((ports) => toAllow(rule, ports));
  const openings = sources.flatMap((source) => allows.map((allow) => ({ source, allow })));
  const readable = openings.filter((opening): opening is Opening => Boolean(opening.source && opening.allow));
  return readable.length === openings.length ? readable : [];
}

/** As few rules as hold the openings: one for each protocol and family of addresses, and more where sources differ in ports. */
export function toWantedRules(connection: ConnectionId, openings: readonly Opening[]): readonly WantedRule[] {
  const kinds = Map.groupBy(openings, ({ source, allow }) => `${allow.protocol}${familyOf(source) === 6 ? "-v6" : ""}`);
  return [...kinds].flatMap(([kind, ofKind]) =>
    [...groupsOf(ofKind).values()].map((group, index) => {
      const name = `${connection}-${kind}${index === 0 ? "" : `-${index + 1}`}`;
      return { name, openings: group, content: toContent(connection, group) };
    }),
  );
}

/** Openings by the ports that their source may reach, in an order that does not depend on theirs. */
function groupsOf(openings: readonly Opening[]): ReadonlyMap<string, readonly Opening[]> {
  const sorted = openings.toSorted((a, b) => comparePrefixes(a.source, b.source));
  const bySource = Map.groupBy(sorted, ({ source }) => source);
  const groups = Map.groupBy([...bySource.values()], (some) => portsOf(some).join());
  return new Map([...groups].map(([ports, some]) => [ports, some.flat()]));
}

function toContent(connection: ConnectionId, openings: readonly Opening[]): WantedRule["content"] {
  const ports = portsOf(openings);
  const [only = every] = ports;
  const { allow } = openings[0] ?? {};
  return {
    description: `crosspeer ${connection}`,
    ...{ protocol: protocols[allow?.protocol ?? "all"], access: "Allow", direction: "Inbound" },
    sourceAddressPrefixes: [...new Set(openings.map(({ source }) => source))],
    ...{ sourcePortRange: every, destinationAddressPrefix: every },
    ...(ports.length === 1 ? { destinationPortRange: only } : { destinationPortRanges: ports }),
  };
}

/** A range that stands alone may be all; in a list Azure wants it in numbers. */
function portsOf(openings: readonly Opening[]): string[] {
  const ports = [...new Set(openings.map(({ allow }) => toPorts(allow)))].sort();
  return ports.length === 1 && ports[0] === allPorts ? [every] : ports;
}

function toPorts(allow: Allow): string {
  if (allow.protocol === "all" || allow.protocol === "icmp") return allPorts;
  return allow.from === allow.to ? String(allow.from) : `${allow.from}-${allow.to}`;
}

function toAllow({ protocol = "" }: SecurityRule, ports: string): Allow | undefined {
  const known = (["all", "icmp", "tcp", "udp"] as const).find((one) => protocols[one] === protocol);
  const [first = "", last = first] = (ports === every ? allPorts : ports).split("-");
  const [from, to] = [Number(first), Number(last)];
  if (known === "tcp" || known === "udp") return { protocol: known, from, to };
  const whole = from === 0 && to === 65535;
  return known === undefined || !whole ? undefined : { protocol: known };
}

function toSource(text: string): Prefix | undefined {
  const parsed = parsePrefix(text);
  return parsed.ok ? parsed.prefix : undefined;
}

function isEvery(one: string | undefined, several: readonly string[] | undefined): boolean {
  return both(one, several).join() === every;
}

function both(one: string | undefined, several: readonly string[] | undefined): readonly string[] {
  return [...(one ? [one] : []), ...(several ?? [])];
}
