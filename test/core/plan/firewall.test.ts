import { prefix } from "../../../core/address-space/prefix.ts";
import type { Allow, Firewall } from "../../../core/connection/network.ts";
import { planFirewall } from "../../../core/plan/firewall.ts";
import { buildFirewall, buildNetwork, buildRule, left, others, ours } from "../../support/network-builder.ts";

const source = prefix("10.2.0.0/16");
const https: Allow = { protocol: "tcp", from: 443, to: 443 };
const dns: Allow = { protocol: "udp", from: 53, to: 53 };
const all: Allow = { protocol: "all" };

function planFor(firewalls: readonly Firewall[], allow: readonly Allow[], sources = [source]) {
  return planFirewall({ network: buildNetwork(left, { firewalls }), connection: ours, sources, allow });
}

const where = { network: left, firewall: "sg-1" };
const open = { action: "open", ...where, source, allow: https, reason: "guards cluster shop" };
const close = { action: "close", ...where, rule: "sgr-1", reason: "ours and no longer wanted" };
const kept = ["rule tcp:443 from 10.2.0.0/16 in sg-1"];

describe("planFirewall", () => {
  it.each([
    { given: "no rules", rules: [], expected: { changes: [open], kept: [] } },
    { given: "the rule as ours", rules: [buildRule("sgr-1", source, https, ours)], expected: { changes: [], kept } },
    { given: "the rule as nobody's", rules: [buildRule("sgr-1", source, https)], expected: { changes: [], kept } },
    {
      given: "the rule as another's",
      rules: [buildRule("sgr-1", source, https, others)],
      expected: { changes: [], kept },
    },
    {
      given: "a rule of ours for another port",
      rules: [buildRule("sgr-1", source, dns, ours)],
      expected: { changes: [open, close], kept: [] },
    },
    {
      given: "a rule of ours for a prefix that the peer no longer has",
      rules: [buildRule("sgr-1", "10.9.0.0/16", https, ours)],
      expected: { changes: [open, close], kept: [] },
    },
    {
      given: "a rule of nobody for another port",
      rules: [buildRule("sgr-1", source, dns)],
      expected: { changes: [open], kept: [] },
    },
    {
      given: "a rule of another connection for another port",
      rules: [buildRule("sgr-1", source, dns, others)],
      expected: { changes: [open], kept: [] },
    },
    {
      given: "a rule that lets in more",
      rules: [buildRule("sgr-1", source, all)],
      expected: { changes: [open], kept: [] },
    },
  ])("given $given, then opened, closed or kept", ({ rules, expected }) => {
    expect(planFor([buildFirewall({ rules })], [https])).toEqual(expected);
  });

  it("given two clusters, then each has its firewall opened", () => {
    const firewalls = [buildFirewall(), buildFirewall({ id: "sg-2", cluster: "stock" })];
    const { changes } = planFor(firewalls, [https]);
    expect(changes).toEqual([open, { ...open, firewall: "sg-2", reason: "guards cluster stock" }]);
  });

  it("given two prefixes and two ports, then every port for every prefix", () => {
    const sources = [source, prefix("2001:db8:2::/48")];
    const { changes } = planFor([buildFirewall()], [https, dns], sources);
    expect(changes).toEqual(sources.flatMap((from) => [https, dns].map((allow) => ({ ...open, source: from, allow }))));
  });

  it("given one port listed twice, then it is opened once", () => {
    expect(planFor([buildFirewall()], [https, { ...https }]).changes).toEqual([open]);
  });

  it.each([
    { given: "nothing allowed", allow: [], sources: [source] },
    { given: "nothing that can be reached", allow: [https], sources: [] },
  ])("given $given, then only what is ours is closed", ({ allow, sources }) => {
    const rules = [buildRule("sgr-1", source, https, ours), buildRule("sgr-2", source, all)];
    expect(planFor([buildFirewall({ rules })], allow, sources)).toEqual({ changes: [close], kept: [] });
  });

  it("given no cluster, then nothing", () => {
    expect(planFor([], [https])).toEqual({ changes: [], kept: [] });
  });
});
