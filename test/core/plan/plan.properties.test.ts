import fc from "fast-check";
import type { Prefix } from "../../../core/address-space/prefix.ts";
import type { Network, Route } from "../../../core/connection/network.ts";
import type { Plan } from "../../../core/plan/change.ts";
import { isConverged, type PlanInput, planConnection } from "../../../core/plan/plan.ts";
import { reachable } from "../../../core/plan/routes.ts";
import { applyPlan, type Both, targetText } from "../../support/apply-plan.ts";
import { ours } from "../../support/network-builder.ts";
import { anySituation } from "./arbitrary-situation.ts";

describe("any plan", () => {
  it("given two networks without conflicts, then applied it leaves an empty plan", () => {
    forAny({ conflicts: false }, (input) => {
      const plan = planConnection(input);
      expect(plan.blockers).toEqual([]);
      const after = replan(input, applyPlan(plan, networksOf(input)));
      expect(after.blockers).toEqual([]);
      expect(changesOf(after)).toEqual([]);
      expect(isConverged(after)).toBe(true);
    });
  });

  it("given two networks without conflicts, then applied it leads every table to every prefix that can be reached", () => {
    forAny({ conflicts: false }, (input) => {
      const { requester, accepter } = applyPlan(planConnection(input), networksOf(input));
      for (const [network, peer] of [[requester, accepter] as const, [accepter, requester] as const]) {
        const peering = network.peerings.find(({ connection }) => connection === ours);
        const toPeering = network.routeTables.map(({ routes }) =>
          routes.filter((route) => leadsTo(route, peering?.id)),
        );
        const expected = [...reachable(network, peer)].sort();
        for (const routes of toPeering) expect(routes.map(({ destination }) => destination).sort()).toEqual(expected);
      }
    });
  });

  it("given any two networks, then it never touches a route or rule that is not ours", () => {
    forAny({ conflicts: true }, (input) => {
      const before = networksOf(input);
      const after = applyPlan(planConnection(input), before);
      for (const side of ["requester", "accepter"] as const) {
        const wanted = reachable(before[side], before[side === "requester" ? "accepter" : "requester"]);
        expectUntouched(before[side], after[side], (routes) => foreignRoutes(routes, wanted, input));
      }
    });
  });

  it("given a table that routes a prefix of the peer to what is not ours, then it is blocked, and only then", () => {
    forAny({ conflicts: true }, (input) => {
      const { requester, accepter } = networksOf(input);
      const conflicts = [conflictsOf(requester, accepter, input), conflictsOf(accepter, requester, input)].flat();
      const { blockers } = planConnection(input);
      expect(blockers.map(({ rule }) => rule)).toEqual(conflicts.map(() => "route-conflict"));
    });
  });

  it("given the same networks listed in another order, then the same plan in another order", () => {
    const both = anySituation({ conflicts: true }).chain((input) =>
      fc
        .record({ requester: shuffled(input.requester.network), accepter: shuffled(input.accepter.network) })
        .map(({ requester, accepter }) => ({ input, other: withNetworks(input, { requester, accepter }) })),
    );
    fc.assert(
      fc.property(both, ({ input, other }) => {
        expect(planConnection(input)).toEqual(planConnection(input));
        expect(sorted(planConnection(other))).toEqual(sorted(planConnection(input)));
      }),
      { numRuns: 300 },
    );
  });

  it("given any two networks, then no change is planned twice", () => {
    forAny({ conflicts: true }, (input) => {
      const changes = changesOf(planConnection(input)).map((change) => JSON.stringify(change));
      expect(new Set(changes).size).toBe(changes.length);
    });
  });
});

function forAny(options: { readonly conflicts: boolean }, check: (input: PlanInput) => void): void {
  fc.assert(fc.property(anySituation(options), check), { numRuns: 500 });
}

function networksOf({ requester, accepter }: PlanInput): Both {
  return { requester: requester.network, accepter: accepter.network };
}

function withNetworks(input: PlanInput, { requester, accepter }: Both): PlanInput {
  return {
    ...input,
    requester: { ...input.requester, network: requester },
    accepter: { ...input.accepter, network: accepter },
  };
}

function replan(input: PlanInput, after: Both): Plan {
  return planConnection(withNetworks(input, after));
}

function changesOf({ peeringChanges, routeChanges, firewallChanges }: Plan): readonly object[] {
  return [...peeringChanges, ...routeChanges, ...firewallChanges];
}

function leadsTo({ target }: Route, peering: string | undefined): boolean {
  return targetText(target) === peering;
}

/** The definition, told apart from the planner's: to the connection's peering, or dead and to a former one. */
function isOurs(route: Route, { requester, formerPeerings }: PlanInput): boolean {
  const current = requester.network.peerings.find(({ connection }) => connection === ours);
  const target = targetText(route.target);
  return target === current?.id || (route.state === "blackhole" && formerPeerings.includes(target));
}

function expectUntouched(
  before: Network,
  after: Network,
  foreignOf: (routes: readonly Route[]) => readonly Route[],
): void {
  for (const [index, table] of before.routeTables.entries()) {
    expect(after.routeTables[index]?.routes).toEqual(expect.arrayContaining([...foreignOf(table.routes)]));
  }
  for (const [index, firewall] of before.firewalls.entries()) {
    const foreign = firewall.rules.filter(({ connection }) => connection !== ours);
    expect(after.firewalls[index]?.rules).toEqual(expect.arrayContaining(foreign));
  }
}

/** What the ledger says is ours and leads elsewhere is put right, unless nobody can. */
function isMended({ target }: Route, input: PlanInput): boolean {
  return input.isOwnedRoute("") && target.kind !== "local";
}

function foreignRoutes(routes: readonly Route[], wanted: readonly Prefix[], input: PlanInput): readonly Route[] {
  return routes.filter(
    (route) => !isOurs(route, input) && !(wanted.includes(route.destination) && isMended(route, input)),
  );
}

function conflictsOf(network: Network, peer: Network, input: PlanInput): readonly Route[] {
  const wanted = reachable(network, peer);
  return network.routeTables
    .flatMap(({ routes }) => routes)
    .filter((route) => wanted.includes(route.destination) && !isOurs(route, input) && !isMended(route, input));
}

function shuffled(network: Network): fc.Arbitrary<Network> {
  const { addressSpace, routeTables, firewalls, peerings } = network;
  return fc
    .record({
      addressSpace: inAnyOrder(addressSpace),
      routeTables: fc
        .tuple(...routeTables.map((one) => inAnyOrder(one.routes).map((routes) => ({ ...one, routes }))))
        .chain(inAnyOrder),
      firewalls: fc
        .tuple(...firewalls.map((one) => inAnyOrder(one.rules).map((rules) => ({ ...one, rules }))))
        .chain(inAnyOrder),
      peerings: inAnyOrder(peerings),
    })
    .map((parts) => ({ ...network, ...parts }));
}

function inAnyOrder<T>(items: readonly T[]): fc.Arbitrary<T[]> {
  return fc.shuffledSubarray([...items], { minLength: items.length });
}

/** A plan with every list in the order of its items' texts. */
function sorted(plan: Plan): object {
  return Object.fromEntries(
    Object.entries(plan).map(([key, value]) => [
      key,
      Array.isArray(value) ? value.map((item) => JSON.stringify(item)).sort() : value,
    ]),
  );
}
