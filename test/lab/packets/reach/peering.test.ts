import type { Site } from "../../../../lab/packets/site.ts";
import { editTables } from "../edit.ts";
import { buildSite, joinByPeering, routesTo } from "../site-builder.ts";
import { ask } from "./ask.ts";

const route = "route 10.2.0.0/16 of route table table-payments-1";
const [payments, checkout] = joinByPeering(buildSite(1, { pods: 2, secondary: true }), buildSite(2));

function inactive(site: Site): Site {
  return { ...site, peerings: site.peerings.map((half) => ({ ...half, active: false })) };
}

function unrouted(site: Site): Site {
  return editTables(site, (table) => ({ ...table, routes: [] }));
}

describe("reach over a peering", () => {
  it.each([
    { from: "payments-1", to: "checkout-1" },
    { from: "checkout-1", to: "payments-1" },
    { from: "checkout-1", to: "payments-2" },
    { from: "payments-1", to: "payments-2" },
  ])("given all is in order, then $from reaches $to", ({ from, to }) => {
    expect(ask([payments, checkout], from, to)).toBe("reachable");
  });

  it.each<{ given: string; sites: readonly Site[]; answer: string }>([
    {
      given: "no route at the near side",
      sites: [unrouted(payments), checkout],
      answer: "payments: route table table-payments-1 has no route to 10.2.0.10",
    },
    {
      given: "no route back",
      sites: [payments, unrouted(checkout)],
      answer: "checkout: for the answer, route table table-checkout-1 has no route to 10.1.0.10",
    },
    {
      given: "the near half inactive",
      sites: [inactive(payments), checkout],
      answer: "payments: peering pcx-checkout-payments is not active at payments",
    },
    {
      given: "the far half inactive",
      sites: [payments, inactive(checkout)],
      answer: "checkout: checkout has no active peering with payments to answer pcx-checkout-payments",
    },
    {
      given: "a far half that names another network",
      sites: [payments, { ...checkout, peerings: checkout.peerings.map((half) => ({ ...half, peer: "aws/orders" })) }],
      answer: "checkout: checkout has no active peering with payments to answer pcx-checkout-payments",
    },
    {
      given: "a route to a peering that is gone",
      sites: [{ ...payments, peerings: [] }, checkout],
      answer: `payments: ${route} leads to peering pcx-checkout-payments, which is not there`,
    },
    {
      given: "a longer route that leads nowhere",
      sites: [
        editTables(payments, (table) => ({
          ...table,
          routes: [...table.routes, ...routesTo(["10.2.0.0/24"], { kind: "nowhere" })],
        })),
        checkout,
      ],
      answer: "payments: route 10.2.0.0/24 of route table table-payments-1 leads to no other site",
    },
    {
      given: "a pod whose table is not there",
      sites: [{ ...payments, tables: [] }, checkout],
      answer: "payments: pod pod-payments-1 has no route table table-payments-1",
    },
    {
      given: "a far network that has another prefix",
      sites: [payments, { ...checkout, prefixes: ["10.9.0.0/16"] }],
      answer: "checkout: checkout has no pod at 10.2.0.10",
    },
  ])("given $given, then the packet is lost and the object named", ({ sites, answer }) => {
    expect(ask(sites, "payments-1", "checkout-1")).toBe(answer);
  });

  it("given a shorter route that leads nowhere, then the longer one decides", () => {
    const all = routesTo(["0.0.0.0/0"], { kind: "nowhere" });
    const wide = editTables(payments, (table) => ({ ...table, routes: [...all, ...table.routes] }));
    expect(ask([wide, checkout], "payments-1", "checkout-1")).toBe("reachable");
  });

  it("given a network between the two with routes on all sides, then nothing is passed on", () => {
    const [middle, orders] = joinByPeering(checkout, buildSite(3));
    const beyond = (site: Site, prefix: string) =>
      editTables(site, (table) => ({
        ...table,
        routes: [
          ...table.routes,
          ...routesTo([prefix], {
            kind: "peering",
            id: site.peerings.find(({ id }) => id.includes("checkout"))?.id ?? "",
          }),
        ],
      }));
    const sites = [beyond(payments, "10.3.0.0/16"), middle, beyond(orders, "10.1.0.0/16")];
    expect(ask(sites, "payments-1", "checkout-1")).toBe("reachable");
    expect(ask(sites, "checkout-1", "orders-1")).toBe("reachable");
    expect(ask(sites, "payments-1", "orders-1")).toBe("checkout: checkout has no pod at 10.3.0.10");
  });

  it("given a prefix that both have, then the local one wins", () => {
    const both = { ...payments, prefixes: [...payments.prefixes, "10.2.0.0/24"] };
    expect(ask([both, checkout], "payments-1", "checkout-1")).toBe("payments: payments has no pod at 10.2.0.10");
  });

  it("given an address that another pod here has too, then it is that pod's", () => {
    const twin = { name: "twin", address: "10.2.0.10", table: "table-payments-1", filters: [] };
    const both = { ...payments, prefixes: [...payments.prefixes, "10.2.0.0/24"], pods: [...payments.pods, twin] };
    expect(ask([both, checkout], "payments-1", "checkout-1")).toBe(
      "payments: payments delivers 10.2.0.10 to pod twin, not to pod-checkout-1",
    );
  });

  it("given a pod that there is not, then it says which there are", () => {
    expect(() => ask([checkout], "checkout-1", "nobody")).toThrow('pod "pod-nobody": expected one of pod-checkout-1');
  });
});
