import type { Firewall, Network, RouteTable } from "../connection/network.ts";
import { locate } from "../connection/network-id.ts";
import type { Problem } from "../problems.ts";

/** What a cloud allows by default. Amazon VPC quotas: peerings per VPC, routes per table, inbound rules per group. */
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

/** How many things a plan adds to each container, by the container's id. */
export type Additions = ReadonlyMap<string, number>;

/** Refuses what would break a quota; warns of what passes four fifths of one. Only what grows is looked at. */
export function checkQuotas(networks: readonly Network[], newPeerings: number, additions: Additions): Verdict {
  const uses = networks.flatMap((network) => usesOf(network, newPeerings, additions)).filter(({ added }) => added > 0);
  return {
    blockers: uses.filter(({ used, added, limit }) => used + added > limit).map(exceeded),
    warnings: uses
      .filter(({ used, added, limit }) => used + added > limit * warnAt && used + added <= limit)
      .map(({ of, where, used, added, limit }) => `${where} would have ${used + added} of ${limit} ${of}`),
  };
}

function usesOf(network: Network, newPeerings: number, additions: Additions): readonly Use[] {
  const live = network.peerings.filter(({ phase }) => phase !== "requested" && phase !== "rejected").length;
  const { localId } = locate(network.id);
  return [
    { of: "peerings", where: localId, used: live, added: newPeerings, limit: limits.peerings },
    ...network.routeTables.map(({ id, routeCount }: RouteTable) => use("routes", id, routeCount, limits.routes)),
    ...network.firewalls.map(({ id, ruleCount }: Firewall) => use("inbound rules", id, ruleCount, limits.rules)),
  ];

  function use(of: string, where: string, used: number, limit: number): Use {
    return { of, where, used, added: additions.get(where) ?? 0, limit };
  }
}

function exceeded({ of, where, used, added, limit }: Use): Problem {
  return {
    rule: "quota",
    message: `${where} has ${used} of ${limit} ${of} and needs ${added} more`,
    remedy: `remove some ${of} or narrow the wish`,
  };
}
