import fc from "fast-check";
import { type Prefix, prefix } from "../../../core/address-space/prefix.ts";
import type { Firewall, FirewallRule, Network, Peering, Route, RouteTable } from "../../../core/connection/network.ts";
import type { NetworkId } from "../../../core/connection/network-id.ts";
import { formatAllow } from "../../../core/intent/allow.ts";
import { parseIntent } from "../../../core/intent/intent.ts";
import type { PlanInput } from "../../../core/plan/plan.ts";
import {
  buildFirewall,
  buildNetwork,
  buildPeering,
  buildRoute,
  buildRule,
  buildTable,
  left,
  others,
  ours,
  right,
  stranger,
} from "../../support/network-builder.ts";
import { anyAllow } from "../intent/arbitrary-intent.ts";

/** Peerings that the ledger says served the connection before. */
const former = ["pcx-former-1", "pcx-former-2"];

/** What a side may hold: half of each family's space, so that the two never overlap. */
interface Half {
  readonly id: NetworkId;
  readonly low: number;
}

const halves = { requester: { id: left, low: 0 }, accepter: { id: right, low: 128 } } as const;

/**
 * Two networks that do not overlap, with any tables, firewalls, peerings and tags; with `conflicts`, tables may also
 * route the peer's prefixes to what is not ours.
 */
export function anySituation({ conflicts }: { readonly conflicts: boolean }): fc.Arbitrary<PlanInput> {
  const spaces = fc.record({ requester: anySpace(halves.requester), accepter: anySpace(halves.accepter) });
  return fc
    .record({ spaces, peering: fc.option(anyPeering, { nil: undefined }) })
    .chain(({ spaces: { requester, accepter }, peering }) =>
      fc.record({
        requester: anySide(halves.requester, { own: requester, peer: accepter, peering, conflicts }),
        accepter: anySide(halves.accepter, { own: accepter, peer: requester, peering, conflicts }),
        refusals: fc.constant([]),
        formerPeerings: fc.constant(peering === undefined ? former : [...former, peering.id]),
        isOwnedRoute: (conflicts ? fc.boolean() : fc.constant(true)).map((owned) => () => owned),
      }),
    );
}

const anyPeering: fc.Arbitrary<Peering> = fc
  .record({
    phase: fc.constantFrom("requested" as const, "offered" as const, "provisioning" as const, "active" as const),
    options: fc.record({ requester: fc.boolean(), accepter: fc.boolean() }),
  })
  .map(({ phase, options }) => buildPeering(phase, { options }));

function anySpace({ low }: Half): fc.Arbitrary<readonly Prefix[]> {
  const number = fc.integer({ min: low, max: low + 127 });
  const ipv4 = fc.uniqueArray(number, { minLength: 1, maxLength: 3 });
  const ipv6 = fc.uniqueArray(number, { maxLength: 2 });
  return fc
    .tuple(ipv4, ipv6)
    .map(([four, six]) => [
      ...four.map((n) => prefix(`10.${n}.0.0/16`)),
      ...six.map((n) => prefix(`2001:db8:${(n + 1).toString(16)}::/48`)),
    ]);
}

interface Surroundings {
  readonly own: readonly Prefix[];
  readonly peer: readonly Prefix[];
  readonly peering: Peering | undefined;
  readonly conflicts: boolean;
}

function anySide({ id }: Half, surroundings: Surroundings): fc.Arbitrary<PlanInput["requester"]> {
  const { own, peering, peer } = surroundings;
  const elsewhere = buildPeering("active", { id: "pcx-else", requester: id, accepter: stranger, connection: others });
  const tables = fc.array(anyRoutes(surroundings), { minLength: 1, maxLength: 3 }).map(toTables);
  return fc
    .record({
      tables,
      rules: fc.array(anyRules(peer), { maxLength: 2 }),
      allow: fc.array(anyAllow, { maxLength: 3 }),
      joinedElsewhere: fc.boolean(),
      naming: fc.constantFrom({}, { hostNames: true }, { hostNames: false }),
    })
    .map(({ tables, rules, allow, joinedElsewhere, naming }) => {
      const peerings = [...(joinedElsewhere ? [elsewhere] : []), ...(peering === undefined ? [] : [peering])];
      const network: Network = buildNetwork(id, {
        prefixes: own,
        tables,
        firewalls: rules.map(toFirewall),
        peerings,
        ...naming,
      });
      const tags = allow.length > 0 ? { "crosspeer:allow": allow.map(formatAllow).join(" ") } : {};
      return { network, intent: parseIntent(tags) };
    });
}

function toTables(routes: readonly (readonly Route[])[]): readonly RouteTable[] {
  return routes.map((own, index) =>
    buildTable({ id: `rtb-${index}`, main: index === 0, subnets: index === 0 ? [] : ["subnet-1"], routes: own }),
  );
}

function toFirewall(rules: readonly FirewallRule[], index: number): Firewall {
  return buildFirewall({ id: `sg-${index}`, rules });
}

/** Routes of one table: its own, to the peer, left over from before, and of others. */
function anyRoutes({ own, peer, peering, conflicts }: Surroundings): fc.Arbitrary<readonly Route[]> {
  const targets: readonly Aim[] = [
    ...(peering === undefined ? [] : states.map((state) => ({ target: peering.id, state }))),
    ...former.map((target) => ({ target, state: "blackhole" as const })),
    ...(conflicts ? anothers : []),
  ];
  const extra = fc.constantFrom("0.0.0.0/0", "::/0", "192.168.1.0/24", "10.0.0.0/8", "fd00::/64", ...peer.map(inside));
  const toPeer = fc.subarray([...peer]);
  return fc.tuple(toPeer, fc.uniqueArray(extra, { maxLength: 4 })).chain(([reached, extras]) => {
    const routes = [
      ...reached.map((destination) => anyRouteTo(destination, targets)),
      ...extras.map((destination) => anyRouteTo(destination, [...targets, ...anothers])),
    ];
    return fc.tuple(...routes).map((made) => [...own.map((one) => buildRoute(one, "local")), ...made]);
  });
}

interface Aim {
  readonly target: string;
  readonly state: Route["state"];
}

const states = ["active", "blackhole"] as const;

/** Targets that are not ours: a live route to a former peering, and a dead one to somebody else's, among them. */
const anothers: readonly Aim[] = [
  { target: "igw-1", state: "active" },
  { target: "nat-1", state: "blackhole" },
  { target: "pcx-else", state: "active" },
  { target: "pcx-else", state: "blackhole" },
  { target: "pcx-former-1", state: "active" },
];

function anyRouteTo(destination: string, targets: readonly Aim[]): fc.Arbitrary<Route> {
  return fc.constantFrom(...targets).map(({ target, state }) => buildRoute(destination, target, state));
}

/** A part of a prefix, by which some other route may shadow ours. */
function inside(wide: Prefix): string {
  return wide.includes(":") ? wide.replace("/48", "/64") : wide.replace("/16", "/24");
}

/** Rules of one firewall: of this connection, of another one and of nobody, no two letting in the same. */
function anyRules(peer: readonly Prefix[]): fc.Arbitrary<readonly FirewallRule[]> {
  const rule = fc.record({
    source: fc.constantFrom(...peer, prefix("0.0.0.0/0"), prefix("172.16.0.0/12")),
    allow: fc.oneof(anyAllow, fc.constant({ protocol: "all" as const })),
    owner: fc.constantFrom(ours, others, undefined),
  });
  return fc
    .uniqueArray(rule, { maxLength: 6, selector: ({ source, allow }) => `${source} ${formatAllow(allow)}` })
    .map((rules) => rules.map(({ source, allow, owner }, index) => buildRule(`sgr-${index}`, source, allow, owner)));
}
