import type { Plan } from "../../../core/plan/change.ts";
import { isConverged, planConnection } from "../../../core/plan/plan.ts";
import { applyPlan } from "../../support/apply-plan.ts";
import {
  buildFirewall,
  buildForeignPeering,
  buildPeering,
  left,
  others,
  ours,
  right,
  stranger,
} from "../../support/network-builder.ts";
import { inputFor, planFor, type Situation } from "./situation.ts";

const actionsOf = ({ peeringChanges }: Plan) =>
  peeringChanges.map((change) => (change.action === "set-options" ? `set-options ${change.side}` : change.action));

describe("planConnection of two networks that nothing joins", () => {
  it("given a cluster on each side, then everything: peering, routes and rules both ways", () => {
    const input = inputFor({
      requester: { firewalls: [buildFirewall({ id: "sg-l" })] },
      accepter: { firewalls: [buildFirewall({ id: "sg-r" })] },
      tags: { requester: { allow: "tcp:443" } },
    });
    const plan = planConnection(input);
    expect(plan).toMatchObject({ requester: left, accepter: right, connection: ours, transport: "vpc-peering" });
    expect(plan).toMatchObject({ blockers: [], warnings: [], kept: [] });
    expect(plan).not.toHaveProperty("peering");
    expect(actionsOf(plan)).toEqual(["request", "accept", "await", "set-options requester", "set-options accepter"]);
    expect(plan.routeChanges).toMatchObject([
      { action: "create", network: left, table: "rtb-l", destination: "10.2.0.0/16" },
      { action: "create", network: right, table: "rtb-r", destination: "10.1.0.0/16" },
    ]);
    expect(plan.firewallChanges).toMatchObject([
      { action: "open", network: left, firewall: "sg-l", source: "10.2.0.0/16", allow: { protocol: "tcp", from: 443 } },
      { action: "open", network: right, firewall: "sg-r", source: "10.1.0.0/16", allow: { protocol: "all" } },
    ]);
    expect(isConverged(plan)).toBe(false);
  });

  it("given that plan applied, then nothing is left and all is kept", () => {
    const input = inputFor({ requester: { firewalls: [buildFirewall()] } });
    const after = applyPlan(planConnection(input), {
      requester: input.requester.network,
      accepter: input.accepter.network,
    });
    const again = planConnection({
      ...input,
      requester: { ...input.requester, network: after.requester },
      accepter: { ...input.accepter, network: after.accepter },
    });
    expect(isConverged(again)).toBe(true);
    expect(again.kept).toEqual([
      "peering pcx-made",
      "route 10.2.0.0/16 in rtb-l",
      "route 10.1.0.0/16 in rtb-r",
      "rule all from 10.2.0.0/16 in sg-1",
    ]);
  });

  it("given IPv6 on one side alone, then IPv4 routes only; given it on both, then both", () => {
    const six = { prefixes: ["10.1.0.0/16", "2001:db8:1::/48"] };
    const destinations = (situation: Situation) =>
      planFor(situation).routeChanges.map(({ destination }) => destination);
    expect(destinations({ requester: six })).toEqual(["10.2.0.0/16", "10.1.0.0/16"]);
    expect(destinations({ requester: six, accepter: { prefixes: ["10.2.0.0/16", "2001:db8:2::/48"] } })).toEqual([
      "10.2.0.0/16",
      "2001:db8:2::/48",
      "10.1.0.0/16",
      "2001:db8:1::/48",
    ]);
  });
});

describe("planConnection by the phase of our peering", () => {
  const closed = { requester: false, accepter: false };
  const options = ["set-options requester", "set-options accepter"];
  it.each([
    {
      given: "requested",
      peering: buildPeering("requested", { options: closed }),
      actions: ["accept", "await", ...options],
    },
    {
      given: "offered",
      peering: buildPeering("offered", { options: closed }),
      actions: ["accept", "await", ...options],
    },
    {
      given: "provisioning",
      peering: buildPeering("provisioning", { options: closed }),
      actions: ["await", ...options],
    },
    { given: "active", peering: buildPeering("active", { options: closed }), actions: options },
    {
      given: "active, open to names on one side",
      peering: buildPeering("active", { options: { requester: true, accepter: false } }),
      actions: ["set-options accepter"],
    },
    { given: "active and open to names", peering: buildPeering("active"), actions: [] },
    {
      given: "handed over to us in the other direction",
      peering: buildPeering("active", { requester: right, accepter: left }),
      actions: [],
    },
  ])("given $given, then $actions", ({ peering, actions }) => {
    const plan = planFor({ peerings: [peering] });
    expect(actionsOf(plan)).toEqual(actions);
    expect(plan).toMatchObject({ peering: "pcx-ours", blockers: [] });
    expect(plan.kept.includes("peering pcx-ours")).toBe(peering.phase === "active");
  });
});

describe("planConnection where machines have no host names", () => {
  it.each([
    { given: "on one side", requester: false, accepter: true, actions: ["set-options accepter"] },
    { given: "on the other side", requester: true, accepter: false, actions: ["set-options requester"] },
    { given: "on both sides", requester: false, accepter: false, actions: [] },
  ])("given none $given, then names are resolved only where there are some", ({ requester, accepter, actions }) => {
    const plan = planFor({
      requester: { hostNames: requester },
      accepter: { hostNames: accepter },
      peerings: [buildPeering("active", { options: { requester: false, accepter: false } })],
    });
    expect(actionsOf(plan)).toEqual(actions);
  });
});

describe("planConnection beside other peerings", () => {
  const reversed = { requester: right, accepter: left };
  const otherOwner = buildPeering("active", { id: "pcx-foreign", connection: others });
  it.each([
    { given: "another's peering", peering: buildForeignPeering() },
    { given: "another's in the other direction", peering: buildForeignPeering(reversed) },
    { given: "another's that waits to be accepted", peering: buildForeignPeering({ phase: "offered" }) },
    { given: "one tagged as another connection's", peering: otherOwner },
  ])("given $given, then it is blocked and says how to hand it over", ({ peering }) => {
    const plan = planFor({ peerings: [peering] });
    expect(plan.blockers).toEqual([
      {
        rule: "peering-conflict",
        message: "pcx-foreign joins these networks already and is not ours",
        remedy: `delete it or hand it over by tagging it crosspeer:connection=${ours}`,
      },
    ]);
    expect(plan).not.toHaveProperty("peering");
  });

  it.each([
    { given: "another's", peering: buildForeignPeering(reversed) },
    { given: "one tagged as another connection's", peering: otherOwner },
  ])("given ours and $given in any order, then ours serves", ({ peering }) => {
    for (const peerings of [
      [buildPeering(), peering],
      [peering, buildPeering()],
    ]) {
      expect(planFor({ peerings })).toMatchObject({ peering: "pcx-ours", blockers: [] });
    }
  });

  it("given a peering with a third network, then it is none of this connection's business", () => {
    const plan = planFor({ peerings: [buildForeignPeering({ accepter: stranger })] });
    expect(plan.blockers).toEqual([]);
    expect(actionsOf(plan)[0]).toBe("request");
  });

  it.each([
    { given: "our request rejected", peerings: [buildPeering("rejected")], rules: ["refused"] },
    { given: "another connection's rejected", peerings: [buildPeering("rejected", { connection: others })], rules: [] },
    { given: "another's request rejected", peerings: [buildForeignPeering({ phase: "rejected" })], rules: [] },
    {
      given: "ours rejected once and active now",
      peerings: [buildPeering("rejected", { id: "pcx-old" }), buildPeering()],
      rules: [],
    },
  ])("given $given, then $rules", ({ peerings, rules }) => {
    const { blockers } = planFor({ peerings });
    expect(blockers.map(({ rule }) => rule)).toEqual(rules);
  });
});
