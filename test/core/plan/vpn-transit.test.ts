import { type Prefix, prefix } from "../../../core/address-space/prefix.ts";
import { type PlanInput, planConnection } from "../../../core/plan/plan.ts";
import type { VpnState } from "../../../core/plan/vpn.ts";
import type { Gateway } from "../../../core/tunnels/observed-vpn.ts";
import { buildIntent, type ShortTags } from "../../support/intent-builder.ts";
import { buildNetwork, buildRoute, buildTable } from "../../support/network-builder.ts";
import { allocated, buildGateway, eks, gke, links, observedOf } from "../tunnels/vpn-builder.ts";

const gateway = "tgw-0123456789abcdef0";
const other = "tgw-0fedcba9876543210";
const transit: Partial<Gateway> = { id: gateway, transit: true, ours: false, asn: 64_700 };
const ranges = { requester: ["10.1.0.0/16"], accepter: ["10.2.0.0/16"] };

interface Situation {
  readonly tags?: ShortTags;
  readonly vpn: VpnState;
  readonly routes?: Parameters<typeof buildTable>[0];
  readonly prefixes?: readonly Prefix[];
}

function planFor({ tags = { gateway }, vpn, routes = {}, prefixes }: Situation) {
  const far = buildNetwork(gke, { prefixes: ranges.accepter, tables: [] });
  const input: PlanInput = {
    requester: {
      network: buildNetwork(eks, { prefixes: ranges.requester, tables: [buildTable({ id: "rtb-1", ...routes })] }),
      intent: buildIntent({ name: "shop", ...tags }),
    },
    accepter: {
      network: prefixes === undefined ? far : { ...far, addressSpace: prefixes },
      intent: buildIntent({ name: "payments" }),
    },
    ...{ refusals: [], formerPeerings: [], isOwnedRoute: () => true, vpn },
  };
  return planConnection(input);
}

function standing(planned?: string, parts: Partial<Gateway> = transit): VpnState {
  const { plan } = allocated(links["aws-gcp"], {
    requester: { prefixes: ranges.requester.map(prefix), ...(planned === undefined ? {} : { transit: planned }) },
    accepter: { prefixes: ranges.accepter.map(prefix) },
  });
  const gateways = { requester: buildGateway(eks, parts), accepter: buildGateway(gke, { id: "router-1" }) };
  return { plan, gateways, observed: observedOf(plan) };
}

const some = (count: number) => Array.from({ length: count }, (_, n) => prefix(`10.${50 + (n >> 8)}.${n & 255}.0/24`));

describe("planConnection with a transit gateway", () => {
  it("given none of its tunnels, then they are to be built, and its attachments are in the cost", () => {
    const plan = planFor({ vpn: { gateways: { requester: buildGateway(eks, { ...transit, phase: "building" }) } } });
    expect(plan).toMatchObject({ blockers: [], routeChanges: [], warnings: ["costs about 330 USD a month"] });
    expect(plan.vpnChanges).toHaveLength(1);
  });

  it.each([
    { given: "a thousand prefixes", count: 1000, blocked: 0 },
    { given: "one more", count: 1001, blocked: 1 },
  ])("given $given of the peer, then $blocked blockers", ({ count, blocked }) => {
    const vpn = { gateways: { requester: buildGateway(eks, transit) } };
    expect(planFor({ vpn, prefixes: some(count) }).blockers).toHaveLength(blocked);
  });

  it("given a hundred tunnels that it has already, then there is room", () => {
    const inside = Array.from({ length: 100 }, (_, n) => prefix(`169.254.${60 + (n >> 6)}.${(n & 63) * 4}/30`));
    expect(planFor({ vpn: { gateways: { requester: buildGateway(eks, { ...transit, inside }) } } }).blockers).toEqual(
      [],
    );
  });

  it.each([
    { given: "the gateway", target: gateway, blocked: 0 },
    { given: "another one", target: other, blocked: 1 },
  ])("given routes to $given, then $blocked blockers", ({ target, blocked }) => {
    const routes = { routes: [buildRoute("10.2.0.0/16", target)] };
    expect(planFor({ vpn: standing(gateway), routes }).blockers).toHaveLength(blocked);
  });

  it("given routes of ours while the VPC is not attached any more, then they block nothing", () => {
    const { requester: _gone, ...gateways } = standing(gateway).gateways;
    const routes = { routes: [buildRoute("10.2.0.0/16", gateway)] };
    expect(planFor({ vpn: { ...standing(gateway), gateways }, routes }).blockers).toEqual([]);
  });

  it.each([
    {
      given: "another",
      planned: gateway,
      tags: { gateway: other },
      says: `end at ${gateway} and crosspeer:gateway asks for ${other}`,
    },
    {
      given: "none any more",
      planned: gateway,
      tags: {},
      says: `end at ${gateway} and crosspeer:gateway asks for none`,
    },
    {
      given: "one while they end elsewhere",
      tags: { gateway },
      says: `end at a virtual private gateway and crosspeer:gateway asks for ${gateway}`,
    },
  ])("given tunnels that stand and a tag that asks for $given, then blocked", ({ planned, tags, says }) => {
    expect(planFor({ vpn: standing(planned), tags }).blockers).toMatchObject([
      { rule: "gateway-conflict", message: `the tunnels of shop ${says}` },
    ]);
  });

  it("given a tag that cannot be read, then blocked by that", () => {
    expect(planFor({ vpn: { gateways: {} }, tags: { gateway: "vgw-1" } }).blockers).toMatchObject([
      { rule: "malformed-tag", message: "crosspeer:gateway has vgw-1" },
    ]);
  });

  it("given one that is not there, then blocked, with what to correct", () => {
    const vpn = {
      gateways: { requester: buildGateway(eks, { ...transit, phase: "failed", unsuitable: "it is not there" }) },
    };
    expect(planFor({ vpn }).blockers).toMatchObject([
      {
        rule: "gateway-conflict",
        message: `gateway ${gateway} of shop cannot serve: it is not there`,
        remedy: "change the gateway or the tag crosspeer:gateway",
      },
    ]);
  });
});
