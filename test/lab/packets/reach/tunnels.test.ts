import type { Site } from "../../../../lab/packets/site.ts";
import { editEnds, editGateways, editSessions, editTables } from "../edit.ts";
import { buildSite, joinByPeering, routesTo } from "../site-builder.ts";
import { joinByVpn, STRONG } from "../tunnel-builder.ts";
import { ask } from "./ask.ts";

const [payments, checkout] = joinByVpn(buildSite(1), buildSite(2, { cloud: "gcp" }));
const route = "route 10.2.0.0/16 of route table table-payments-1";
const down = "tunnel payments-checkout-0 is down";
const noRoute = "payments: route table table-payments-1 has no route to 10.2.0.10";
const noAnswer = "checkout: for the answer, route table table-checkout-1 has no route to 10.1.0.10";

function detached(site: Site): Site {
  return editGateways(site, (gateway) => ({ ...gateway, attached: false }));
}

function unpropagated(site: Site): Site {
  return editTables(site, (table) => ({ ...table, propagates: [] }));
}

describe("reach through tunnels", () => {
  it.each([
    { given: "one tunnel", sites: [payments, checkout] },
    { given: "two tunnels", sites: joinByVpn(buildSite(1), buildSite(2, { cloud: "gcp" }), { keys: ["a", "b"] }) },
    {
      given: "written routes",
      sites: joinByVpn(buildSite(1), buildSite(2, { cloud: "azure" }), { routes: "written" }),
    },
  ])("given $given, then both reach each other", ({ sites }) => {
    expect(ask(sites, "payments-1", "checkout-1")).toBe("reachable");
    expect(ask(sites, "checkout-1", "payments-1", { protocol: "icmp" })).toBe("reachable");
  });

  it.each<{ given: string; near?: Site; far?: Site; answer: string }>([
    {
      given: "two keys",
      near: editEnds(payments, (end) => ({ ...end, key: "other" })),
      answer: `${noRoute}; ${down}: key`,
    },
    {
      given: "a far end that looks elsewhere",
      far: editEnds(checkout, (end) => ({ ...end, remote: "198.18.255.254" })),
      answer: `${noRoute}; ${down}: no-peer`,
    },
    {
      given: "proposals apart",
      far: editEnds(checkout, (end) => ({ ...end, phase2: { ...STRONG, encryption: ["aes128"] } })),
      answer: `${noRoute}; ${down}: proposal`,
    },
    {
      given: "the wrong number of the peer",
      near: editSessions(payments, () => ({ peerAsn: 64_999 })),
      answer: `${noRoute}; session payments-checkout-0 is down: asn`,
    },
    {
      given: "inside addresses swapped",
      near: editSessions(payments, ({ address, peerAddress }) => ({ address: peerAddress, peerAddress: address })),
      answer: `${noRoute}; session payments-checkout-0 is down: addresses`,
    },
    {
      given: "more prefixes than the near end takes",
      near: editSessions(payments, () => ({ mostPrefixes: 0 })),
      answer: `${noRoute}; session payments-checkout-0 is down: prefix-limit`,
    },
    {
      given: "a prefix that is not advertised",
      far: editSessions(checkout, () => ({ advertises: [] })),
      answer: noRoute,
    },
    {
      given: "a source that is not advertised",
      near: editSessions(payments, () => ({ advertises: [] })),
      answer: noAnswer,
    },
    { given: "no propagation", near: unpropagated(payments), answer: noRoute },
    { given: "no propagation at the far side", far: unpropagated(checkout), answer: noAnswer },
    {
      given: "the near gateway detached",
      near: detached(payments),
      answer: `${noRoute}; gateway gateway-payments is not attached`,
    },
    {
      given: "the far gateway detached",
      far: detached(checkout),
      answer: "gateway-checkout: gateway gateway-checkout of checkout is not attached",
    },
  ])("given $given, then the packet is lost and the object named", ({ near = payments, far = checkout, answer }) => {
    expect(ask([near, far], "payments-1", "checkout-1")).toBe(answer);
  });

  it("given one tunnel of two with the wrong key, then the other serves", () => {
    const [one, other] = joinByVpn(buildSite(1), buildSite(2), { keys: ["a", "b"] });
    const half = editEnds(one, (end) => (end.key === "a" ? { ...end, key: "c" } : end));
    expect(ask([half, other], "payments-1", "checkout-1")).toBe("reachable");
  });
});

describe("reach by written routes to a gateway", () => {
  const written = joinByVpn(buildSite(1), buildSite(2), { routes: "written" });

  it.each<{ given: string; near: Site; answer: string }>([
    {
      given: "its session down",
      near: editEnds(written[0], (end) => ({ ...end, ikeVersions: [1] })),
      answer: `gateway-payments: gateway gateway-payments has learned no route to 10.2.0.10; ${down}: ike-version`,
    },
    {
      given: "it is detached",
      near: detached(written[0]),
      answer: `payments: ${route} leads to gateway gateway-payments, which is not attached`,
    },
    {
      given: "it is gone",
      near: { ...written[0], gateways: [] },
      answer: `payments: ${route} leads to gateway gateway-payments, which is not there`,
    },
  ])("given $given, then the packet is lost and the object named", ({ near, answer }) => {
    expect(ask([near, written[1]], "payments-1", "checkout-1")).toBe(answer);
  });

  it("given an equal route that is written, then it beats the propagated one", () => {
    const blocked = editTables(payments, (table) => ({
      ...table,
      routes: routesTo(["10.2.0.0/16"], { kind: "nowhere" }),
    }));
    expect(ask([blocked, checkout], "payments-1", "checkout-1")).toContain("leads to no other site");
  });

  it("given a wider route that is written, then the propagated one is longer", () => {
    const wide = editTables(payments, (table) => ({ ...table, routes: routesTo(["10.0.0.0/8"], { kind: "nowhere" }) }));
    expect(ask([wide, checkout], "payments-1", "checkout-1")).toBe("reachable");
  });

  it("given a peering besides the tunnel, then its inactive half loses what its route takes", () => {
    const [near, far] = joinByPeering(payments, checkout);
    const inactive = { ...near, peerings: near.peerings.map((half) => ({ ...half, active: false })) };
    expect(ask([inactive, far], "payments-1", "checkout-1")).toContain("is not active at payments");
  });
});
