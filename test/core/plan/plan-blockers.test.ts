import { planConnection } from "../../../core/plan/plan.ts";
import {
  buildFirewall,
  buildForeignPeering,
  buildPeering,
  buildRoute,
  buildTable,
  stranger,
} from "../../support/network-builder.ts";
import { inputFor, planFor } from "./situation.ts";

describe("planConnection is blocked", () => {
  it.each([
    {
      given: "by primary prefixes that overlap",
      requester: ["10.0.0.0/8"],
      accepter: ["10.2.0.0/16"],
      messages: ["10.0.0.0/8 of vpc-00000000000000001 overlaps 10.2.0.0/16 of vpc-00000000000000002"],
    },
    {
      given: "by secondary prefixes that overlap",
      requester: ["10.1.0.0/16", "100.64.0.0/16"],
      accepter: ["10.2.0.0/16", "100.64.0.0/16"],
      messages: ["100.64.0.0/16 of vpc-00000000000000001 overlaps 100.64.0.0/16 of vpc-00000000000000002"],
    },
    {
      given: "by IPv6 that overlaps",
      requester: ["10.1.0.0/16", "2001:db8:1::/56"],
      accepter: ["10.2.0.0/16", "2001:db8:1::/48"],
      messages: ["2001:db8:1::/56 of vpc-00000000000000001 overlaps 2001:db8:1::/48 of vpc-00000000000000002"],
    },
    {
      given: "by each overlap of several",
      requester: ["10.1.0.0/16", "100.64.0.0/16"],
      accepter: ["10.1.128.0/17", "100.64.0.0/10"],
      messages: [
        "10.1.0.0/16 of vpc-00000000000000001 overlaps 10.1.128.0/17 of vpc-00000000000000002",
        "100.64.0.0/16 of vpc-00000000000000001 overlaps 100.64.0.0/10 of vpc-00000000000000002",
      ],
    },
    { given: "not by neighbours", requester: ["10.0.0.0/16"], accepter: ["10.1.0.0/16"], messages: [] },
  ])("given networks, $given", ({ requester, accepter, messages }) => {
    const { blockers } = planFor({ requester: { prefixes: requester }, accepter: { prefixes: accepter } });
    expect(blockers).toEqual(
      messages.map((message) => ({
        rule: "overlap",
        message,
        remedy: "give one of the networks another prefix",
      })),
    );
  });

  it("given networks with names, then an overlap is told by them", () => {
    const prefixes = { prefixes: ["10.0.0.0/16"] };
    const tags = { requester: { name: "shop" }, accepter: { name: "stock" } };
    const { blockers } = planFor({ requester: prefixes, accepter: prefixes, tags });
    expect(blockers).toMatchObject([{ message: "10.0.0.0/16 of shop overlaps 10.0.0.0/16 of stock" }]);
  });

  it.each(["requester", "accepter"] as const)("given an unreadable crosspeer:allow of the %s, then by that", (side) => {
    const plan = planFor({ requester: { firewalls: [buildFirewall()] }, tags: { [side]: { allow: "tcp:443 tcp:x" } } });
    expect(plan.blockers).toMatchObject([{ rule: "malformed-tag", message: "crosspeer:allow has tcp:x" }]);
  });

  it("given another tag that cannot be read, then not by that: the rest still holds", () => {
    expect(planFor({ tags: { requester: { connect: "B@D", mesh: "!" } } }).blockers).toEqual([]);
  });

  it.each([
    { given: "a full table", parts: { tables: [buildTable({ id: "rtb-l", routeCount: 500 })] }, where: "rtb-l" },
    { given: "a full firewall", parts: { firewalls: [buildFirewall({ ruleCount: 60 })] }, where: "sg-1" },
    {
      given: "fifty peerings",
      parts: { peerings: Array.from({ length: 50 }, () => buildForeignPeering({ accepter: stranger })) },
      where: "vpc-00000000000000001",
    },
  ])("given $given, then by the quota", ({ parts, where }) => {
    const { blockers } = planFor({ requester: parts });
    expect(blockers).toMatchObject([{ rule: "quota", message: expect.stringMatching(`^${where} has`) }]);
  });

  it("given fifty peerings of which one is ours already, then not: nothing is added", () => {
    const peerings = [buildPeering(), ...Array.from({ length: 49 }, () => buildForeignPeering({ accepter: stranger }))];
    expect(planFor({ peerings }).blockers).toEqual([]);
  });

  it("given a full table whose route is only replaced, then not: nothing is added", () => {
    const routes = [buildRoute("10.2.0.0/16", "pcx-former", "blackhole")];
    const tables = [buildTable({ id: "rtb-l", routes, routeCount: 500 })];
    const plan = planConnection({ ...inputFor({ requester: { tables } }), formerPeerings: ["pcx-former"] });
    expect(plan.blockers).toEqual([]);
    expect(plan.routeChanges[0]).toMatchObject({ action: "replace", table: "rtb-l" });
  });

  it("given a table at four fifths, then it is only warned of", () => {
    const plan = planFor({ requester: { tables: [buildTable({ id: "rtb-l", routeCount: 400 })] } });
    expect(plan.blockers).toEqual([]);
    expect(plan.warnings).toEqual(["rtb-l would have 401 of 500 IPv4 routes"]);
  });

  it("given refusals from outside and reasons of its own, then by all, the refusals first", () => {
    const refusal = { rule: "missing-consent", message: "r does not accept l", remedy: "tag r" } as const;
    const input = inputFor({ requester: { prefixes: ["10.2.0.0/16"] }, tags: { accepter: { allow: "x!" } } });
    const { blockers } = planConnection({ ...input, refusals: [refusal] });
    expect(blockers.map(({ rule }) => rule)).toEqual(["missing-consent", "malformed-tag", "overlap"]);
  });
});
