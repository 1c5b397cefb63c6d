import { prefix } from "../../../core/address-space/prefix.ts";
import type { Route } from "../../../core/connection/network.ts";
import { planRoutes, reachable } from "../../../core/plan/routes.ts";
import { buildNetwork, buildRoute, buildTable, left, right } from "../../support/network-builder.ts";

const peer = prefix("10.2.0.0/16");

/** The plan of one main table with these routes, towards `peer`. */
function planFor(
  routes: readonly Route[],
  { peering }: { readonly peering?: string } = { peering: "pcx-ours" },
  isOwned: (route: string) => boolean = () => true,
) {
  return planRoutes({
    network: buildNetwork(left, { prefixes: ["10.1.0.0/16"], tables: [buildTable({ routes })] }),
    destinations: [peer],
    peering,
    formerPeerings: ["pcx-ours", "pcx-former"],
    isOwned,
  });
}

const where = { network: left, table: "rtb-main" };
const create = {
  action: "create",
  ...where,
  destination: peer,
  reason: "the main table has no route to the peer",
};
const replace = {
  action: "replace",
  ...where,
  destination: peer,
  reason: "points at a peering of ours that is gone",
};
const kept = ["route 10.2.0.0/16 in rtb-main"];

describe("planRoutes for a prefix of the peer", () => {
  it.each([
    { given: "no route at all", routes: [], expected: { changes: [create] } },
    { given: "routes to other prefixes", routes: [buildRoute("0.0.0.0/0", "igw-1")], expected: { changes: [create] } },
    { given: "a wider route elsewhere", routes: [buildRoute("10.0.0.0/8", "tgw-1")], expected: { changes: [create] } },
    { given: "a route to the peering", routes: [buildRoute(peer, "pcx-ours")], expected: { kept } },
    {
      given: "a route to the peering that is not up yet",
      routes: [buildRoute(peer, "pcx-ours", "blackhole")],
      expected: { kept },
    },
    {
      given: "a blackhole to a former peering",
      routes: [buildRoute(peer, "pcx-former", "blackhole")],
      expected: { changes: [replace] },
    },
  ])("given $given, then it is created, kept or replaced", ({ routes, expected }) => {
    expect(planFor(routes)).toEqual({ changes: [], blockers: [], warnings: [], kept: [], ...expected });
  });

  it.each([
    { given: "a route to a gateway", target: "igw-1", state: "active" as const },
    { given: "a dead route to a NAT gateway", target: "nat-1", state: "blackhole" as const },
    { given: "a route to another peering", target: "pcx-else", state: "active" as const },
    { given: "a blackhole to a peering that was never ours", target: "pcx-else", state: "blackhole" as const },
    { given: "a live route to a former peering", target: "pcx-former", state: "active" as const },
    { given: "a local route", target: "local", state: "active" as const },
  ])("given $given, then it is blocked and left alone", ({ target, state }) => {
    expect(planFor([buildRoute(peer, target, state)], undefined, () => false)).toEqual({
      changes: [],
      blockers: [
        {
          rule: "route-conflict",
          message: `rtb-main of vpc-00000000000000001 routes 10.2.0.0/16 to ${target}`,
          remedy: "remove that route if the connection should carry the prefix",
        },
      ],
      warnings: [],
      kept: [],
    });
  });

  it("given a route that we made and somebody led elsewhere, then it is replaced; a local one never", () => {
    const wrong = { ...replace, action: "restore", reason: "ours and leads elsewhere" };
    expect(planFor([buildRoute(peer, "igw-1")]).changes).toEqual([wrong]);
    expect(planFor([buildRoute(peer, "local")]).changes).toEqual([]);
  });

  it("given a peering still to be made and a blackhole to the last one, then it is replaced", () => {
    expect(planFor([buildRoute(peer, "pcx-former", "blackhole")], {}).changes).toEqual([replace]);
  });
});

describe("planRoutes for a prefix that the peer does not have", () => {
  it.each([
    { given: "a route to the peering", target: "pcx-ours", state: "active" as const, gone: true },
    { given: "a dead route to the peering", target: "pcx-ours", state: "blackhole" as const, gone: true },
    { given: "a blackhole to a former peering", target: "pcx-former", state: "blackhole" as const, gone: true },
    { given: "a live route to a former peering", target: "pcx-former", state: "active" as const, gone: false },
    { given: "a blackhole to another peering", target: "pcx-else", state: "blackhole" as const, gone: false },
    { given: "a route to a gateway", target: "igw-1", state: "active" as const, gone: false },
    { given: "a local route", target: "local", state: "active" as const, gone: false },
  ])("given $given, then deleted is $gone", ({ target, state, gone }) => {
    const destination = prefix("10.9.0.0/16");
    const { changes, blockers } = planFor([buildRoute(peer, "pcx-ours"), buildRoute(destination, target, state)]);
    const deletion = { action: "delete", ...where, destination, reason: "the peer no longer has the prefix" };
    expect(changes).toEqual(gone ? [deletion] : []);
    expect(blockers).toEqual([]);
  });
});

describe("planRoutes for a part of the peer", () => {
  it.each([
    { given: "a narrower route to a firewall", destination: "10.2.3.0/24", target: "eni-1", warned: true },
    { given: "a narrower route to another peering", destination: "10.2.3.0/24", target: "pcx-else", warned: true },
    { given: "a narrower route of ours", destination: "10.2.3.0/24", target: "pcx-ours", warned: false },
    { given: "a local route, which an overlap would give", destination: "10.2.3.0/24", target: "local", warned: false },
    { given: "a wider route", destination: "10.0.0.0/8", target: "tgw-1", warned: false },
    { given: "a neighbour", destination: "10.3.0.0/24", target: "tgw-1", warned: false },
  ])("given $given, then warned is $warned and nothing is blocked", ({ destination, target, warned }) => {
    const { warnings, blockers } = planFor([buildRoute(destination, target)]);
    expect(warnings).toEqual(warned ? [`rtb-main sends ${destination}, a part of the peer, elsewhere`] : []);
    expect(blockers).toEqual([]);
  });
});

describe("planRoutes and routes of other people over our peering", () => {
  it("given a narrower route that the ledger does not know, then it is left alone", () => {
    const routes = [buildRoute(peer, "pcx-ours"), buildRoute(prefix("10.2.7.0/24"), "pcx-ours")];
    expect(planFor(routes, { peering: "pcx-ours" }, (route) => route === `rtb-main/${peer}`).changes).toEqual([]);
  });
});

describe("planRoutes over several tables", () => {
  it("given one table that is right, one that is empty and one in the way, then each is planned by itself", () => {
    const tables = [
      buildTable({ id: "rtb-a", routes: [buildRoute(peer, "pcx-ours")] }),
      buildTable({ id: "rtb-b", main: false, subnets: ["subnet-1", "subnet-2"] }),
      buildTable({ id: "rtb-c", main: false, subnets: ["subnet-3"], routes: [buildRoute(peer, "tgw-1")] }),
    ];
    const plan = planRoutes({
      network: buildNetwork(left, { tables }),
      destinations: [peer],
      peering: "pcx-ours",
      formerPeerings: [],
      isOwned: () => false,
    });
    expect(plan.kept).toEqual(["route 10.2.0.0/16 in rtb-a"]);
    expect(plan.changes).toEqual([{ ...create, table: "rtb-b", reason: "serves 2 subnets" }]);
    expect(plan.blockers.map(({ message }) => message)).toEqual([
      "rtb-c of vpc-00000000000000001 routes 10.2.0.0/16 to tgw-1",
    ]);
  });
});

describe("reachable", () => {
  const both = ["10.2.0.0/16", "10.3.0.0/16", "2001:db8:2::/48"];
  it.each([
    { given: "IPv4 here, both there", here: ["10.1.0.0/16"], there: both, expected: both.slice(0, 2) },
    { given: "both here, IPv4 there", here: ["10.1.0.0/16", "2001:db8:1::/48"], there: ["10.2.0.0/16"] },
    { given: "both on both", here: ["10.1.0.0/16", "2001:db8:1::/48"], there: both },
    { given: "IPv6 alone here", here: ["2001:db8:1::/48"], there: both, expected: both.slice(2) },
    { given: "no family in common", here: ["2001:db8:1::/48"], there: ["10.2.0.0/16"], expected: [] },
    { given: "nothing here", here: [], there: both, expected: [] },
  ])("given $given, then the prefixes of the families that both have", ({ here, there, expected = there }) => {
    const network = buildNetwork(left, { prefixes: here });
    expect(reachable(network, buildNetwork(right, { prefixes: there }))).toEqual(expected);
  });
});
