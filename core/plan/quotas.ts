import { familyOf, type Prefix } from "../address-space/prefix.ts";
import type { FirewallRule, Network, Route } from "../connection/network.ts";
import { locate } from "../connection/network-id.ts";
import type { Problem } from "../problems.ts";

/**
 * What a cloud allows by default. Amazon VPC quotas: peerings per VPC; routes per table and inbound rules per group, each
 * for IPv4 and IPv6 by itself.
 */
const limits = { peerings: 50, routes: 500, rules: 60 } as const;

/** The share of a quota beyond which a plan says so. */
const warnAt = 0.8;

interface Use {
  readonly of: string;
  readonly where: string;
  readonly used: number;
  readonly added: number;
  readonly limit: number;
}

interface Verdict {
  readonly blockers: readonly Problem[];
  readonly warnings: readonly string[];
}

/** What a plan adds: the container's id and the prefix of each route or rule. */
export type Addition = readonly [container: string, prefix: Prefix];

/** Refuses what would break a quota; warns of what passes four fifths of one. Only what grows is looked at. */
export function checkQuotas(
  networks: readonly Network[],
  newPeerings: number,
  additions: readonly Addition[],
): Verdict {
  const uses = networks.flatMap((network) => usesOf(network, newPeerings, additions)).filter(({ added }) => added > 0);
  return {
    blockers: uses.filter(({ used, added, limit }) => used + added > limit).map(exceeded),
    warnings: uses
      .filter(({ used, added, limit }) => used + added > limit * warnAt && used + added <= limit)
      .map(({ of, where, used, added, limit }) => `${where} would have ${used + added} of ${limit} ${of}`),
  };
}

function usesOf(network: Network, newPeerings: number, additions: readonly Addition[]): readonly Use[] {
  const live = network.peerings.filter(({ phase }) => phase !== "requested" && phase !== "rejected").length;
  const { localId } = locate(network.id);
  return [
    { of: "peerings", where: localId, used: live, added: newPeerings, limit: limits.peerings },
    ...network.routeTables.flatMap(({ id, routes, routeCount }) =>
      byFamily({ of: "routes", where: id, limit: limits.routes }, prefixesOf(routes), routeCount),
    ),
    ...network.firewalls.flatMap(({ id, rules, ruleCount }) =>
      byFamily({ of: "inbound rules", where: id, limit: limits.rules }, sourcesOf(rules), ruleCount),
    ),
  ];

  /** What has no prefix that we can read counts for both families: rather too many than too few. */
  function byFamily(use: Omit<Use, "used" | "added">, prefixes: readonly Prefix[], count: number): readonly Use[] {
    const added = additions.filter(([container]) => container === use.where).map(([, prefix]) => prefix);
    return ([4, 6] as const).map((family) => ({
      ...use,
      of: `IPv${family} ${use.of}`,
      used: Math.max(0, count - prefixes.length) + ofFamily(prefixes, family),
      added: ofFamily(added, family),
    }));
  }
}

function ofFamily(prefixes: readonly Prefix[], family: 4 | 6): number {
  return prefixes.filter((prefix) => familyOf(prefix) === family).length;
}

function prefixesOf(routes: readonly Route[]): readonly Prefix[] {
  return routes.map(({ destination }) => destination);
}

function sourcesOf(rules: readonly FirewallRule[]): readonly Prefix[] {
  return rules.map(({ source }) => source);
}

function exceeded({ of, where, used, added, limit }: Use): Problem {
  return {
    rule: "quota",
    message: `${where} has ${used} of ${limit} ${of} and needs ${added} more`,
    remedy: `remove some ${of} or narrow the wish`,
  };
}
