import { familyOf, type Prefix } from "../address-space/prefix.ts";
import type { FirewallRule, Network, PeeringPhase, Route } from "../connection/network.ts";
import { type Cloud, locate } from "../connection/network-id.ts";
import type { Problem } from "../problems.ts";

interface Limits {
  readonly peerings: number;
  readonly routes: number;
  readonly rules: number;
}

/**
 * What the clouds allow by default, of peerings per network, and of routes per table and inbound rules per filter. Amazon
 * VPC quotas: the last two for IPv4 and IPv6 by itself. Google Cloud: VPC quotas; Azure: subscription limits, networking.
 * There one rule holds many of ours, and routes come with the peering: the cloud itself refuses what is too much.
 */
const limits: Readonly<Record<Cloud, Limits>> = {
  aws: { peerings: 50, routes: 500, rules: 60 },
  gcp: { peerings: 25, routes: Infinity, rules: Infinity },
  azure: { peerings: 500, routes: Infinity, rules: Infinity },
};

/** The share of a quota beyond which a plan says so. */
const warnAt = 0.8;

/** How much of a quota is used, and what a plan adds to it. */
export interface QuotaUse {
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

/** Only what grows is looked at. */
export function quotaUses(
  networks: readonly Network[],
  newPeerings: number,
  additions: readonly Addition[],
): readonly QuotaUse[] {
  return networks.flatMap((network) => usesOf(network, newPeerings, additions)).filter(({ added }) => added > 0);
}

/** Refuses what would break a quota; warns of what passes four fifths of one. */
export function checkQuotas(
  networks: readonly Network[],
  newPeerings: number,
  additions: readonly Addition[],
): Verdict {
  const uses = quotaUses(networks, newPeerings, additions);
  return {
    blockers: uses.filter(({ used, added, limit }) => used + added > limit).map(exceeded),
    warnings: uses
      .filter(({ used, added, limit }) => used + added > limit * warnAt && used + added <= limit)
      .map(({ of, where, used, added, limit }) => `${where} would have ${used + added} of ${limit} ${of}`),
  };
}

function usesOf(network: Network, newPeerings: number, additions: readonly Addition[]): readonly QuotaUse[] {
  const { localId, cloud } = locate(network.id);
  // EC2 counts neither what was only asked for nor what was rejected; a half counts wherever it stands.
  const uncounted: readonly PeeringPhase[] = cloud === "aws" ? ["requested", "rejected"] : [];
  const live = network.peerings.filter(({ phase }) => !uncounted.includes(phase)).length;
  const { peerings, routes: routeLimit, rules: ruleLimit } = limits[cloud];
  return [
    { of: "peerings", where: localId, used: live, added: newPeerings, limit: peerings },
    ...network.routeTables.flatMap(({ id, routes, routeCount }) =>
      byFamily({ of: "routes", where: id, limit: routeLimit }, prefixesOf(routes), routeCount),
    ),
    ...network.firewalls.flatMap(({ id, rules, ruleCount }) =>
      byFamily({ of: "inbound rules", where: id, limit: ruleLimit }, sourcesOf(rules), ruleCount),
    ),
  ];

  /** What has no prefix that we can read counts for both families: rather too many than too few. */
  function byFamily(
    use: Omit<QuotaUse, "used" | "added">,
    prefixes: readonly Prefix[],
    count: number,
  ): readonly QuotaUse[] {
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

function exceeded({ of, where, used, added, limit }: QuotaUse): Problem {
  return {
    rule: "quota",
    message: `${where} has ${used} of ${limit} ${of} and needs ${added} more`,
    remedy: `remove some ${of} or narrow the wish`,
  };
}
