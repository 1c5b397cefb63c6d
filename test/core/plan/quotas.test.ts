import { prefix } from "../../../core/address-space/prefix.ts";
import type { Network, Peering } from "../../../core/connection/network.ts";
import { type Addition, checkQuotas } from "../../../core/plan/quotas.ts";
import {
  buildFirewall,
  buildNetwork,
  buildPeering,
  buildRule,
  buildTable,
  left,
} from "../../support/network-builder.ts";

function withPeerings(count: number, phase: Peering["phase"] = "active"): Network {
  const peerings = Array.from({ length: count }, (_, n) => buildPeering(phase, { id: `pcx-${n}` }));
  return buildNetwork(left, { peerings });
}

const withRoutes = (routeCount: number) => buildNetwork(left, { tables: [buildTable({ id: "rtb-1", routeCount })] });
const withRules = (ruleCount: number) => buildNetwork(left, { firewalls: [buildFirewall({ ruleCount })] });

const peering = { newPeerings: 1, additions: [] };
const routes = (added: number) => ({ newPeerings: 0, additions: additions("rtb-1", added) });
const rules = (added: number) => ({ newPeerings: 0, additions: additions("sg-1", added) });

function additions(container: string, count: number, source = "10.9.0.0/16"): readonly Addition[] {
  return Array.from({ length: count }, () => [container, prefix(source)] as const);
}

describe("checkQuotas", () => {
  it.each([
    { given: "39 of 50 peerings and one more", network: withPeerings(39), plan: peering },
    { given: "50 of 50 peerings and none more", network: withPeerings(50), plan: { newPeerings: 0, additions: [] } },
    { given: "50 peerings that are only asked for", network: withPeerings(50, "requested"), plan: peering },
    { given: "50 peerings that were rejected", network: withPeerings(50, "rejected"), plan: peering },
    { given: "398 of 500 routes and two more", network: withRoutes(398), plan: routes(2) },
    { given: "500 of 500 IPv4 routes and none more", network: withRoutes(500), plan: routes(0) },
    { given: "47 of 60 rules and one more", network: withRules(47), plan: rules(1) },
    { given: "a full table and routes for another", network: withRoutes(500), plan: rules(5) },
  ])("given $given, then nothing is said", ({ network, plan }) => {
    expect(checkQuotas([network], plan.newPeerings, plan.additions)).toEqual({ blockers: [], warnings: [] });
  });

  it.each([
    {
      given: "40 of 50 peerings and one more",
      network: withPeerings(40),
      plan: peering,
      warning: "vpc-00000000000000001 would have 41 of 50 peerings",
    },
    {
      given: "the last peering",
      network: withPeerings(49),
      plan: peering,
      warning: "vpc-00000000000000001 would have 50 of 50 peerings",
    },
    {
      given: "399 of 500 IPv4 routes and two more",
      network: withRoutes(399),
      plan: routes(2),
      warning: "rtb-1 would have 401 of 500 IPv4 routes",
    },
    {
      given: "48 of 60 rules and one more",
      network: withRules(48),
      plan: rules(1),
      warning: "sg-1 would have 49 of 60 IPv4 inbound rules",
    },
  ])("given $given, then it warns: past four fifths", ({ network, plan, warning }) => {
    const verdict = checkQuotas([network], plan.newPeerings, plan.additions);
    expect(verdict).toEqual({ blockers: [], warnings: [warning] });
  });

  it.each([
    {
      given: "50 of 50 peerings and one more",
      network: withPeerings(50, "offered"),
      plan: peering,
      message: "vpc-00000000000000001 has 50 of 50 peerings and needs 1 more",
      remedy: "remove some peerings or narrow the wish",
    },
    {
      given: "499 of 500 IPv4 routes and two more",
      network: withRoutes(499),
      plan: routes(2),
      message: "rtb-1 has 499 of 500 IPv4 routes and needs 2 more",
      remedy: "remove some IPv4 routes or narrow the wish",
    },
    {
      given: "58 of 60 rules and three more",
      network: withRules(58),
      plan: rules(3),
      message: "sg-1 has 58 of 60 IPv4 inbound rules and needs 3 more",
      remedy: "remove some IPv4 inbound rules or narrow the wish",
    },
  ])("given $given, then it refuses and does not warn as well", ({ network, plan, message, remedy }) => {
    const verdict = checkQuotas([network], plan.newPeerings, plan.additions);
    expect(verdict).toEqual({ blockers: [{ rule: "quota", message, remedy }], warnings: [] });
  });

  it("given a group with its full share of IPv4 rules, then IPv6 rules still fit", () => {
    const rules = Array.from({ length: 60 }, (_, n) => buildRule(`sgr-${n}`, `10.${n}.0.0/16`, { protocol: "all" }));
    const network = buildNetwork(left, { firewalls: [buildFirewall({ rules })] });
    expect(checkQuotas([network], 0, additions("sg-1", 1, "2001:db8::/56")).blockers).toEqual([]);
    expect(checkQuotas([network], 0, additions("sg-1", 1)).blockers).toHaveLength(1);
  });
});
