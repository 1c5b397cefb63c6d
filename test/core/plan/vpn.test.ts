import { prefix } from "../../../core/address-space/prefix.ts";
import type { Network } from "../../../core/connection/network.ts";
import { isConverged, type PlanInput, planConnection } from "../../../core/plan/plan.ts";
import type { VpnState } from "../../../core/plan/vpn.ts";
import { judge } from "../../../core/tunnels/judge.ts";
import { buildIntent, type ShortTags } from "../../support/intent-builder.ts";
import { buildFirewall, buildNetwork, buildRoute, buildTable } from "../../support/network-builder.ts";
import { aks, allocated, buildEnd, buildGateway, eks, gke, links, observedOf } from "../tunnels/vpn-builder.ts";

const pair = links["aws-gcp"];
const ranges = { requester: ["10.1.0.0/16"], accepter: ["10.2.0.0/16", "10.3.0.0/16"] };
const { plan: tunnels } = allocated(pair, {
  requester: { prefixes: ranges.requester.map(prefix) },
  accepter: { prefixes: ranges.accepter.map(prefix) },
});
const gateways = { requester: buildGateway(eks, { id: "vgw-1" }), accepter: buildGateway(gke, { id: "router-1" }) };
const standing: VpnState = { plan: tunnels, gateways, observed: observedOf(tunnels) };

interface Situation {
  readonly requester?: Partial<Network>;
  readonly accepter?: Partial<Network>;
  readonly vpn?: VpnState;
  readonly tags?: ShortTags;
}

/** A VPC named `shop` with one empty table, and a network of Google Cloud named `payments`. */
function inputFor({ requester, accepter, vpn, tags }: Situation = {}): PlanInput {
  const vpc = buildNetwork(eks, { prefixes: ranges.requester, tables: [buildTable({ id: "rtb-1" })] });
  return {
    requester: { network: { ...vpc, ...requester }, intent: buildIntent({ name: "shop", ...tags }) },
    accepter: {
      network: { ...buildNetwork(gke, { prefixes: ranges.accepter, tables: [] }), ...accepter },
      intent: buildIntent({ name: "payments" }),
    },
    refusals: [],
    formerPeerings: [],
    isOwnedRoute: () => true,
    ...(vpn === undefined ? {} : { vpn }),
  };
}

const planFor = (situation?: Situation) => planConnection(inputFor(situation));

describe("planConnection between two clouds", () => {
  it.each([
    { given: "nothing was read", vpn: undefined },
    { given: "there is nothing", vpn: { gateways: {} } },
    { given: "there are gateways", vpn: { gateways } },
  ])("given $given, then a VPN is to be built, and its cost is told", ({ vpn }) => {
    const plan = planFor(vpn === undefined ? {} : { vpn });
    expect(plan).toMatchObject({
      transport: "ha-vpn",
      blockers: [],
      peeringChanges: [],
      routeChanges: [],
      vpnChanges: [{ action: "build", reason: "no tunnels join these networks" }],
      warnings: ["costs about 221 USD a month"],
      destinations: { requester: ranges.accepter, accepter: ranges.requester },
    });
    expect(isConverged(plan)).toBe(false);
  });

  it("given all tunnels up, then nothing is left to do, and no cost is told", () => {
    const plan = planFor({ vpn: standing });
    expect(plan).toMatchObject({ vpnChanges: [], blockers: [], warnings: [], kept: ["4 of 4 tunnels"] });
    expect(plan.tunnels).toEqual({ built: true, up: 4, of: 4 });
    expect(isConverged(plan)).toBe(true);
  });

  it("given some tunnels down, then that is told and is no change", () => {
    const ends = [0, 1, 2, 3].map((index) => buildEnd(index, index === 2 ? { ipsec: "down", bgp: "down" } : {}));
    const observed = observedOf(tunnels, { accepter: { ends } });
    const plan = planFor({ vpn: { ...standing, observed } });
    expect(plan.tunnels).toEqual(judge(tunnels, observed));
    expect(plan.tunnels?.problem?.message).toBe(`tunnel ${tunnels.connection}-2 is down on gcp`);
    expect(isConverged(plan)).toBe(true);
  });

  it.each([
    {
      given: "an end that is missing",
      vpn: { ...standing, observed: observedOf(tunnels, { accepter: { ends: [buildEnd(0)] } }) },
      reason: `tunnel ${tunnels.connection}-1 is not built on gcp`,
    },
    {
      given: "a build of which the end is not known",
      vpn: { ...standing, unfinished: true },
      reason: "the last build did not come to its end",
    },
    {
      given: "prefixes that were planned otherwise",
      vpn: standing,
      requester: { addressSpace: [prefix("10.1.0.0/16"), prefix("100.64.0.0/16")] },
      reason: "the prefixes are not those that were planned",
    },
  ])("given $given, then it is built again", ({ reason, ...situation }) => {
    expect(planFor(situation).vpnChanges).toEqual([{ action: "build", reason }]);
  });

  it("given clusters, then their firewalls are opened for the peer", () => {
    const { firewallChanges } = planFor({ requester: { firewalls: [buildFirewall()] }, vpn: standing });
    expect(firewallChanges).toMatchObject(ranges.accepter.map((source) => ({ action: "open", source })));
  });

  it("given IPv6, then it is left out, and told", () => {
    const ipv6 = [prefix("2001:db8:1::/48")];
    const plan = planFor({
      requester: { addressSpace: [...ranges.requester.map(prefix), ...ipv6] },
      accepter: { addressSpace: [...ranges.accepter.map(prefix), prefix("2001:db8:2::/48")] },
      vpn: standing,
    });
    expect(plan.destinations).toEqual({ requester: ranges.accepter, accepter: ranges.requester });
    expect(plan.warnings).toEqual([
      "2001:db8:1::/48 of shop is not reached: the VPN carries IPv4 only",
      "2001:db8:2::/48 of payments is not reached: the VPN carries IPv4 only",
    ]);
  });
});

describe("planConnection between two clouds is blocked", () => {
  const gatewayWith = (parts: Parameters<typeof buildGateway>[1]) => ({
    vpn: { gateways: { ...gateways, requester: buildGateway(eks, { id: "vgw-1", ...parts }) } },
  });
  const insides = (count: number) => Array.from({ length: count }, (_, n) => prefix(`169.254.40.${4 * n}/30`));
  const many = Array.from({ length: 101 }, (_, n) => prefix(`10.100.${n}.0/24`));

  it.each([
    {
      given: "gateways with one asn",
      situation: {
        vpn: {
          gateways: {
            requester: buildGateway(eks, { id: "vgw-1", asn: 64_512 }),
            accepter: buildGateway(gke, { id: "router-1", asn: 64_512 }),
          },
        },
      },
      rule: "asn-conflict",
      message: "gateway vgw-1 of shop and gateway router-1 of payments both have asn 64512",
    },
    {
      given: "an unsuitable gateway",
      situation: gatewayWith({ unsuitable: "it is policy-based" }),
      rule: "gateway-conflict",
      message: "gateway vgw-1 of shop cannot serve: it is policy-based",
    },
    {
      given: "a gateway that failed",
      situation: gatewayWith({ phase: "failed", message: "no capacity" }),
      rule: "gateway-conflict",
      message: "gateway vgw-1 of shop cannot serve: failed: no capacity",
    },
    {
      given: "more prefixes than a virtual private gateway takes",
      situation: { accepter: { addressSpace: many } },
      rule: "quota",
      message: "payments has 101 prefixes and a VPN gateway of aws takes at most 100 of a peer",
    },
    {
      given: "a gateway with ten VPN connections",
      situation: gatewayWith({ inside: insides(20) }),
      rule: "quota",
      message: "gateway vgw-1 of shop has 20 of 20 tunnels and needs 4 more",
    },
    {
      given: "a table that leads a prefix of the peer elsewhere",
      situation: {
        requester: { routeTables: [buildTable({ id: "rtb-1", routes: [buildRoute("10.2.0.0/16", "tgw-1")] })] },
        vpn: standing,
      },
      rule: "route-conflict",
      message: "rtb-1 of vpc-00000000000000001 routes 10.2.0.0/16 to tgw-1",
    },
    {
      given: "prefixes that overlap",
      situation: { accepter: { addressSpace: [prefix("10.1.128.0/17")] } },
      rule: "overlap",
      message: "10.1.0.0/16 of shop overlaps 10.1.128.0/17 of payments",
    },
    {
      given: "a wish for an interconnect",
      situation: { tags: { transport: "interconnect" } },
      rule: "no-transport",
      message: "shop asks for an interconnect and crosspeer joins clouds by a VPN only",
    },
  ])("given $given, then by that alone", ({ situation, rule, message }) => {
    expect(planFor(situation).blockers).toMatchObject([{ rule, message }]);
  });

  it.each([
    { given: "a hundred prefixes", situation: { accepter: { addressSpace: many.slice(1) } } },
    { given: "room for two more VPN connections", situation: gatewayWith({ inside: insides(16) }) },
    {
      given: "ten VPN connections of which two are ours",
      situation: {
        vpn: {
          ...standing,
          unfinished: true,
          gateways: {
            ...gateways,
            requester: buildGateway(eks, { inside: [...insides(16), ...tunnels.tunnels.map(({ inside }) => inside)] }),
          },
        },
      },
    },
    {
      given: "routes that the gateway itself gives",
      situation: {
        requester: { routeTables: [buildTable({ id: "rtb-1", routes: [buildRoute("10.2.0.0/16", "vgw-1")] })] },
        vpn: standing,
      },
    },
    { given: "a wish for the VPN that it gets", situation: { tags: { transport: "ha-vpn" } } },
  ])("given $given, then not", ({ situation }) => {
    expect(planFor(situation).blockers).toEqual([]);
  });

  it("given Azure, then not by a hundred and one prefixes", () => {
    const { requester, accepter, ...rest } = inputFor();
    const vnet = { ...requester, network: buildNetwork(aks, { prefixes: ranges.requester, tables: [] }) };
    const wide = { ...accepter, network: { ...accepter.network, addressSpace: many } };
    expect(planConnection({ ...rest, requester: vnet, accepter: wide }).blockers).toEqual([]);
  });

  it("given a longer prefix that a table leads elsewhere, then it is only warned of", () => {
    const routeTables = [buildTable({ id: "rtb-1", routes: [buildRoute("10.2.3.0/24", "tgw-1")] })];
    const plan = planFor({ requester: { routeTables }, vpn: standing });
    expect(plan.blockers).toEqual([]);
    expect(plan.warnings).toEqual(["rtb-1 sends 10.2.3.0/24, a part of the peer, elsewhere"]);
  });
});
