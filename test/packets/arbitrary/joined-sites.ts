import fc from "fast-check";
import type { Cloud } from "../../../core/connection/network-id.ts";
import type { FilterPeer, FilterRule, Site } from "../../../lab/packets/site.ts";
import { allow, buildSite, joinByPeering, SITE_NAMES } from "../../lab/packets/site-builder.ts";
import { joinByVpn, STRONG, type VpnParts } from "../../lab/packets/tunnel-builder.ts";

/** Two to five sites, some pairs of them joined, everything in order. */
export function arbitraryJoinedSites(): fc.Arbitrary<readonly Site[]> {
  return fc
    .record({
      drafts: fc.array(arbitraryDraft, { minLength: 2, maxLength: SITE_NAMES.length }),
      joins: fc.array(arbitraryJoin, { minLength: 1, maxLength: 4 }),
    })
    .map(({ drafts, joins }) => build(drafts, joins));
}

interface Draft {
  readonly cloud: Cloud;
  readonly pods: 1 | 2;
  readonly secondary: boolean;
  /** Whom pods let in: all that the site is joined with, who is peered or learned of, or all there are. */
  readonly from: "joined" | "learned" | "everyone";
  readonly lets: "everything" | "web and ping";
}

const arbitraryDraft: fc.Arbitrary<Draft> = fc.record({
  cloud: fc.constantFrom<Cloud>("aws", "gcp", "azure"),
  pods: fc.constantFrom(1, 2),
  secondary: fc.boolean(),
  from: fc.constantFrom("joined", "learned", "everyone"),
  lets: fc.constantFrom("everything", "web and ping"),
});

interface Join {
  /** Of sites, counted round and round. */
  readonly one: number;
  readonly other: number;
  /** Undefined for a peering. */
  readonly vpn: VpnParts | undefined;
}

const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const key = fc.string({ unit: fc.constantFrom(...letters), minLength: 8, maxLength: 24 });

const arbitraryVpn: fc.Arbitrary<VpnParts> = fc.record({
  keys: fc.array(key, { minLength: 1, maxLength: 2 }),
  initiates: fc.constantFrom("both", "one", "other"),
  ikeVersions: fc.constantFrom<Required<VpnParts>["ikeVersions"]>(
    [[2], [2]],
    [[1, 2], [2]],
    [
      [1, 2],
      [1, 2],
    ],
  ),
  // Groups stay as they are: IKEv2 does not negotiate them for the first CHILD_SA.
  proposals: fc.constantFrom(STRONG, { ...STRONG, encryption: ["aes128", "aes256"], integrity: ["sha512", "sha256"] }),
  routes: fc.constantFrom("propagated", "propagated", "written"),
});

const arbitraryJoin: fc.Arbitrary<Join> = fc.record({
  one: fc.nat(SITE_NAMES.length - 1),
  other: fc.nat(SITE_NAMES.length - 1),
  vpn: fc.option(arbitraryVpn, { freq: 3, nil: undefined }),
});

interface Pair {
  /** Two different sites, by index. */
  readonly low: number;
  readonly high: number;
  readonly vpn: VpnParts | undefined;
}

function build(drafts: readonly Draft[], joins: readonly Join[]): Site[] {
  const pairs = pairsOf(joins, drafts.length);
  const bare = drafts.map((draft, index) => buildSite(index + 1, draft));
  const sites = drafts.map((draft, index) =>
    buildSite(index + 1, { ...draft, ingress: rulesFor(draft, peersFor(draft, { index, bare, pairs })) }),
  );
  return pairs.reduce(joinPair, sites);
}

/** Each pair at most once by peering and once by VPN. */
function pairsOf(joins: readonly Join[], count: number): Pair[] {
  const pairs = joins.map(({ one, other, vpn }): Pair => {
    const first = one % count;
    const second = other % count === first ? (first + 1) % count : other % count;
    return { low: Math.min(first, second), high: Math.max(first, second), vpn };
  });
  const byName = Map.groupBy(pairs, ({ low, high, vpn }) => `${low} ${high} ${vpn === undefined}`);
  return [...byName.values()].flatMap((same) => same.slice(0, 1));
}

interface Situation {
  readonly index: number;
  readonly bare: readonly Site[];
  readonly pairs: readonly Pair[];
}

function peersFor({ from }: Draft, { index, bare, pairs }: Situation): FilterPeer[] {
  if (from === "everyone") return ["10.0.0.0/8", "100.64.0.0/10"].map(prefixPeer);
  const own = pairs.filter(({ low, high }) => low === index || high === index);
  const written = from === "joined" ? own : own.filter(({ vpn }) => vpn === undefined);
  const others = new Set(written.map(({ low, high }) => (low === index ? high : low)));
  const prefixes = [...others].flatMap((other) => bare[other]?.prefixes ?? []);
  const gateway = `gateway-${SITE_NAMES[index]}`;
  return [...(from === "learned" ? [{ kind: "learned", gateway } as const] : []), ...prefixes.map(prefixPeer)];
}

function prefixPeer(prefix: string): FilterPeer {
  return { kind: "prefix", prefix };
}

function rulesFor({ lets }: Draft, peers: readonly FilterPeer[]): FilterRule[] {
  if (peers.length === 0) return [];
  if (lets === "everything") return [allow("everything", { peers })];
  return [allow("web", { protocol: "tcp", ports: [[443, 443]], peers }), allow("ping", { protocol: "icmp", peers })];
}

function joinPair(sites: readonly Site[], { low, high, vpn }: Pair): Site[] {
  const [one, other] = [sites[low], sites[high]];
  if (one === undefined || other === undefined) return [...sites];
  const [first, second] = vpn === undefined ? joinByPeering(one, other) : joinByVpn(one, other, vpn);
  return sites.with(low, first).with(high, second);
}
