import type { Flow } from "../../../../lab/packets/reach/verdict.ts";
import type { FilterRule, PacketFilter, Site } from "../../../../lab/packets/site.ts";
import { editFilters, editPods } from "../edit.ts";
import { allow, buildSite, joinByPeering } from "../site-builder.ts";
import { joinByVpn } from "../tunnel-builder.ts";
import { ask } from "./ask.ts";

const [payments, checkout] = joinByPeering(buildSite(1), buildSite(2));
const fromPayments = { peers: [{ kind: "prefix", prefix: "10.1.0.0/16" }] } as const;
const noIngress = "pod-checkout-1: no ingress rule of filter filter-pod-checkout-1 allows";

function admitting(...ingress: readonly FilterRule[]): Site {
  return editFilters(checkout, (filter) => ({ ...filter, ingress }));
}

describe("reach through the filters of the destination", () => {
  const web: Partial<FilterRule> = { protocol: "tcp", ports: [[443, 444]] };

  it.each<{ given: string; rules: readonly FilterRule[]; flow?: Partial<Flow>; answer: string }>([
    { given: "no rule", rules: [], answer: `${noIngress} tcp 443 from 10.1.0.10` },
    { given: "a rule for the source", rules: [allow("in", fromPayments)], answer: "reachable" },
    {
      given: "a rule for another source",
      rules: [allow("in", { peers: [{ kind: "prefix", prefix: "10.3.0.0/16" }] })],
      answer: `${noIngress} tcp 443 from 10.1.0.10`,
    },
    {
      given: "a rule about nobody",
      rules: [allow("in", { peers: [] })],
      answer: `${noIngress} tcp 443 from 10.1.0.10`,
    },
    { given: "the first port of a range", rules: [allow("in", web)], answer: "reachable" },
    { given: "the last port of a range", rules: [allow("in", web)], flow: { port: 444 }, answer: "reachable" },
    {
      given: "a port after the range",
      rules: [allow("in", web)],
      flow: { port: 445 },
      answer: `${noIngress} tcp 445 from 10.1.0.10`,
    },
    {
      given: "icmp where tcp is allowed",
      rules: [allow("in", web)],
      flow: { protocol: "icmp" },
      answer: `${noIngress} icmp from 10.1.0.10`,
    },
    {
      given: "icmp and a rule for all protocols with ports",
      rules: [allow("in", { ports: [[80, 80]] })],
      flow: { protocol: "icmp" },
      answer: "reachable",
    },
    {
      given: "udp where tcp is asked for",
      rules: [allow("in", { protocol: "udp" })],
      answer: `${noIngress} tcp 443 from 10.1.0.10`,
    },
    {
      given: "a denial before what allows",
      rules: [allow("not", { action: "deny" }), allow("in")],
      answer: "pod-checkout-1: ingress rule not of filter filter-pod-checkout-1 denies tcp 443 from 10.1.0.10",
    },
    {
      given: "a denial after what allows",
      rules: [allow("in"), allow("not", { action: "deny" })],
      answer: "reachable",
    },
    {
      given: "a denial of other ports",
      rules: [allow("not", { action: "deny", protocol: "tcp", ports: [[80, 80]] }), allow("in")],
      answer: "reachable",
    },
  ])("given $given, then the answer is so", ({ rules, flow = {}, answer }) => {
    expect(ask([payments, admitting(...rules)], "payments-1", "checkout-1", flow)).toBe(answer);
  });

  it("given two filters of which one has no rule, then nothing passes", () => {
    const second: PacketFilter = { id: "second", ingress: [], egress: [allow("to-all")] };
    const both = editPods(checkout, (pod) => ({ ...pod, filters: [...pod.filters, second] }));
    const answer = "pod-checkout-1: no ingress rule of filter second allows tcp 443 from 10.1.0.10";
    expect(ask([payments, both], "payments-1", "checkout-1")).toBe(answer);
  });

  it("given no filter at all, then everything passes", () => {
    const bare = editPods(checkout, (pod) => ({ ...pod, filters: [] }));
    expect(ask([payments, bare], "payments-1", "checkout-1")).toBe("reachable");
  });

  it("given rules for answers at neither side, then answers pass", () => {
    const asking = editFilters(payments, (filter) => ({ ...filter, ingress: [] }));
    const answering = editFilters(checkout, (filter) => ({ ...filter, egress: [] }));
    expect(ask([asking, answering], "payments-1", "checkout-1")).toBe("reachable");
  });
});

describe("reach through the filters of the source", () => {
  it.each<{ given: string; egress: readonly FilterRule[]; answer: string }>([
    {
      given: "no rule",
      egress: [],
      answer: "pod-payments-1: no egress rule of filter filter-pod-payments-1 allows tcp 443 to 10.2.0.10",
    },
    {
      given: "a rule for the destination",
      egress: [allow("out", { peers: [{ kind: "prefix", prefix: "10.2.0.0/16" }] })],
      answer: "reachable",
    },
    {
      given: "a rule for its own prefix",
      egress: [allow("out", fromPayments)],
      answer: "pod-payments-1: no egress rule of filter filter-pod-payments-1 allows tcp 443 to 10.2.0.10",
    },
  ])("given $given, then the answer is so", ({ egress, answer }) => {
    const asking = editFilters(payments, (filter) => ({ ...filter, egress }));
    expect(ask([asking, checkout], "payments-1", "checkout-1")).toBe(answer);
  });
});

describe("reach through filters about what a gateway has learned", () => {
  const learned = allow("in", { peers: [{ kind: "learned", gateway: "gateway-checkout" }] });
  const [near, far] = joinByVpn(buildSite(1), buildSite(2, { ingress: [learned] }));
  const refused = `${noIngress} tcp 443 from 10.1.0.10`;

  it("given it has learned the source, then it passes", () => {
    expect(ask([near, far], "payments-1", "checkout-1")).toBe("reachable");
  });

  it.each<{ given: string; sites: readonly Site[] }>([
    { given: "the way is a peering", sites: joinByPeering(buildSite(1), buildSite(2, { ingress: [learned] })) },
    { given: "the source is no prefix of its", sites: joinByPeering(buildSite(1), { ...far, gateways: [] }) },
  ])("given $given, then it does not", ({ sites }) => {
    expect(ask(sites, "payments-1", "checkout-1")).toBe(refused);
  });
});
