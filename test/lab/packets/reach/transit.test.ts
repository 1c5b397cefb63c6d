import type { Cloud } from "../../../../core/connection/network-id.ts";
import { fabricOf } from "../../../../lab/packets/reach/fabric-of.ts";
import { learnedBy } from "../../../../lab/packets/reach/learned.ts";
import type { Site } from "../../../../lab/packets/site.ts";
import { editGateways, editSessions, editTables } from "../edit.ts";
import { buildSite, routesTo } from "../site-builder.ts";
import { joinByVpn } from "../tunnel-builder.ts";
import { ask } from "./ask.ts";

/** Payments and orders, each with a tunnel to checkout, whose cloud says whether it passes packets on. */
function chain(cloud: Cloud): [Site, Site, Site] {
  const [payments, half] = joinByVpn(buildSite(1), buildSite(2, { cloud }));
  const [checkout, orders] = joinByVpn(half, buildSite(3));
  return [payments, checkout, orders];
}

/** Prefixes with their AS paths and by how many tunnels. */
function learnedAt(sites: readonly Site[], name: string): string[] {
  const gateway = sites.find((site) => site.name === name)?.gateways[0];
  const routes = gateway === undefined ? [] : (learnedBy(sites, fabricOf(sites)).get(gateway) ?? []);
  return routes.map(({ prefix, path, hops }) => `${prefix} ${path.join(" ")} x${hops.length}`).sort();
}

describe("what is learned", () => {
  it.each<{ given: string; cloud: Cloud; learned: readonly string[] }>([
    { given: "transit between", cloud: "azure", learned: ["10.2.0.0/16 64514 x1", "10.3.0.0/16 64514 64515 x1"] },
    { given: "no transit between", cloud: "gcp", learned: ["10.2.0.0/16 64514 x1"] },
  ])("given $given, then so much", ({ cloud, learned }) => {
    expect(learnedAt(chain(cloud), "payments")).toEqual(learned);
  });

  it.each<{ given: string; cloud: Cloud; tunnels: number }>([
    { given: "ecmp", cloud: "azure", tunnels: 2 },
    { given: "no ecmp", cloud: "aws", tunnels: 1 },
  ])("given two tunnels and $given, then $tunnels are used", ({ cloud, tunnels }) => {
    const sites = joinByVpn(buildSite(1, { cloud }), buildSite(2), { keys: ["a", "b"] });
    expect(learnedAt(sites, "payments")).toEqual([`10.2.0.0/16 64514 x${tunnels}`]);
  });

  it("given three in a ring, then each takes the shortest path", () => {
    const [one, checkout, two] = chain("aws");
    const [payments, orders] = joinByVpn(one, two);
    const sites = [payments, checkout, orders];
    expect(learnedAt(sites, "payments")).toEqual(["10.2.0.0/16 64514 x1", "10.3.0.0/16 64515 x1"]);
  });

  it("given a path with its own number in it, then it drops it", () => {
    const [payments, checkout, orders] = chain("aws");
    const renumbered = editSessions(
      editGateways(orders, (gateway) => ({ ...gateway, asn: 64_513 })),
      () => ({ asn: 64_513 }),
    );
    const between = editSessions(checkout, ({ peerAsn }) => ({ peerAsn: peerAsn === 64_515 ? 64_513 : peerAsn }));
    const sites = [payments, between, renumbered];
    expect(learnedAt(sites, "checkout")).toEqual(["10.1.0.0/16 64513 x1", "10.3.0.0/16 64513 x1"]);
    expect(learnedAt(sites, "payments")).toEqual(["10.2.0.0/16 64514 x1"]);
  });

  it("given a prefix that is also its own, then it learns it only where it does not originate it", () => {
    const [payments, half] = joinByVpn(buildSite(1), { ...buildSite(2), prefixes: ["10.1.0.0/16", "10.2.0.0/16"] });
    expect(learnedAt([payments, half], "payments")).toEqual(["10.2.0.0/16 64514 x1"]);
    const silent = editSessions(payments, () => ({ advertises: [] }));
    expect(learnedAt([silent, half], "payments")).toEqual(["10.1.0.0/16 64514 x1", "10.2.0.0/16 64514 x1"]);
  });

  it("given a far end that belongs to none of the sites, then nothing", () => {
    const [payments, checkout] = chain("aws");
    const gateway = payments.gateways[0];
    const learned = learnedBy([payments], fabricOf([payments, checkout]));
    expect(gateway === undefined ? undefined : learned.get(gateway)).toEqual([]);
  });
});

describe("reach through a gateway between", () => {
  it("given it has transit, then its neighbours reach each other", () => {
    expect(ask(chain("aws"), "payments-1", "orders-1")).toBe("reachable");
  });

  it("given it has transit and is not attached, then they still do, and its own pods do not", () => {
    const [payments, checkout, orders] = chain("aws");
    const sites = [payments, editGateways(checkout, (gateway) => ({ ...gateway, attached: false })), orders];
    expect(ask(sites, "payments-1", "orders-1")).toBe("reachable");
    expect(ask(sites, "payments-1", "checkout-1")).toMatch(
      /^gateway-checkout: gateway gateway-checkout has learned no/,
    );
  });

  it("given it has none, then nobody is told", () => {
    const answer = "payments: route table table-payments-1 has no route to 10.3.0.10";
    expect(ask(chain("gcp"), "payments-1", "orders-1")).toBe(answer);
  });

  it("given it has none and advertises what is behind it, then it does not pass it on", () => {
    const [payments, checkout, orders] = chain("gcp");
    const boasting = editSessions(checkout, ({ advertises }) => ({ advertises: [...advertises, "10.3.0.0/16"] }));
    expect(ask([payments, boasting, orders], "payments-1", "orders-1")).toBe(
      "gateway-checkout: gateway gateway-checkout of checkout passes nothing on to 10.3.0.10",
    );
  });

  it("given a network between that has the prefix too, then its own wins", () => {
    const [payments, checkout, orders] = chain("aws");
    const both = { ...checkout, prefixes: [...checkout.prefixes, "10.3.0.0/24"] };
    expect(ask([payments, both, orders], "payments-1", "orders-1")).toBe("checkout: checkout has no pod at 10.3.0.10");
  });

  it("given two that each promise what only the other has told them, then packets do not go round for ever", () => {
    const [payments, checkout] = joinByVpn(buildSite(1), buildSite(2));
    const boast = (site: Site) => editSessions(site, () => ({ advertises: [...site.prefixes, "10.9.0.0/16"] }));
    const far = { ...buildSite(3), prefixes: ["10.9.0.0/16"], pods: [] };
    const pod = { name: "pod-far", address: "10.9.0.10", table: "table-orders-1", filters: [] };
    const sites = [boast(payments), boast(checkout), { ...far, pods: [pod] }];
    expect(ask(sites, "payments-1", "far")).toBe(
      "gateway-payments: packets to 10.9.0.10 come back to gateway gateway-payments",
    );
  });

  it("given two equal ways of which one loses packets, then a gateway that uses both loses some", () => {
    const [one, checkout] = joinByVpn(buildSite(1, { cloud: "azure" }), buildSite(2));
    const [payments, orders] = joinByVpn(one, { ...buildSite(3), prefixes: ["10.2.0.0/16", "10.3.0.0/16"] });
    expect(ask([payments, checkout, orders], "payments-1", "checkout-1")).toBe(
      "orders: orders has no pod at 10.2.0.10",
    );
    const first = editGateways(payments, (gateway) => ({ ...gateway, ecmp: false }));
    expect(ask([first, checkout, orders], "payments-1", "checkout-1")).toBe("reachable");
  });
});

describe("tables that take from two gateways", () => {
  it("given equal prefixes, then the gateway named first is taken", () => {
    const [payments, checkout] = joinByVpn(buildSite(1), buildSite(2));
    const [second, orders] = joinByVpn(buildSite(1), { ...buildSite(3), prefixes: ["10.2.0.0/16", "10.3.0.0/16"] });
    const other = editGateways(second, (gateway) => ({ ...gateway, id: "gateway-second" }));
    const both = (propagates: readonly string[]) => {
      const site = { ...payments, gateways: [...payments.gateways, ...other.gateways] };
      return editTables(site, (table) => ({
        ...table,
        routes: routesTo(["0.0.0.0/0"], { kind: "nowhere" }),
        propagates,
      }));
    };
    const answer = (order: readonly string[]) => ask([both(order), checkout, orders], "payments-1", "checkout-1");
    expect(answer(["gateway-payments", "gateway-second"])).toBe("reachable");
    expect(answer(["gateway-second", "gateway-payments"])).toBe("orders: orders has no pod at 10.2.0.10");
    expect(answer(["gone", "gateway-payments"])).toBe("reachable");
  });
});
