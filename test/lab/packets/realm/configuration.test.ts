import { bgpConfiguration } from "../../../../lab/packets/realm/inner/bgp-configuration.ts";
import { filterRules } from "../../../../lab/packets/realm/inner/filter-rules.ts";
import { nodesOf } from "../../../../lab/packets/realm/inner/nodes.ts";
import { espProposals, ikeProposals } from "../../../../lab/packets/realm/inner/proposals.ts";
import type { Site } from "../../../../lab/packets/site.ts";
import { allow, buildSite, joinByPeering } from "../site-builder.ts";
import { joinByVpn } from "../tunnel-builder.ts";

describe("proposals for strongSwan", () => {
  it.each([
    {
      ...{ given: "one suite", encryption: ["aes256"], integrity: ["sha256"], groups: [14] },
      ...{ ike: ["aes256-sha256-modp2048"], esp: ["aes256-sha256-modp2048"] },
    },
    {
      ...{
        given: "plain and combined ciphers",
        encryption: ["aes256gcm", "aes128"],
        integrity: ["sha1"],
        groups: [2, 14],
      },
      ike: ["aes128-sha1-modp2048-modp1024", "aes256gcm16-prfsha1-modp2048-modp1024"],
      esp: ["aes128-sha1-modp2048-modp1024", "aes256gcm16-modp2048-modp1024"],
    },
    {
      ...{ given: "no group", encryption: ["aes256"], integrity: ["sha256"], groups: [0] },
      ...{ ike: ["aes256-sha256-modpnone"], esp: ["aes256-sha256-modpnone"] },
    },
  ])("given $given, then a proposal for each kind of cipher", ({ ike, esp, ...offer }) => {
    expect(ikeProposals(offer)).toEqual(ike);
    expect(espProposals(offer)).toEqual(esp);
  });
});

describe("what stands in a realm", () => {
  it("given a peering with two active halves, then one wire; given one half, then none", () => {
    const [one, other] = joinByPeering(buildSite(1), buildSite(2));
    const idle = { ...other, peerings: other.peerings.map((half) => ({ ...half, active: false })) };
    expect(nodesOf([one, other]).links).toHaveLength(1);
    expect(nodesOf([one, idle]).links).toEqual([]);
  });

  it("given two instances that try one far end, then the one that it names has the session", () => {
    const [near, far] = joinByVpn(buildSite(1), buildSite(2));
    const [tried] = withInstances(near);
    const speaking = nodesOf([tried ?? near, far]).tunnels.filter(({ speaks }) => speaks);
    expect(speaking.map(({ end }) => end.id)).toEqual([near, far].flatMap((site) => endsOf(site).map(({ id }) => id)));
  });
});

describe("rules for nftables", () => {
  const site = buildSite(1, {
    ingress: [
      {
        ...allow("web"),
        protocol: "tcp",
        ports: [
          [443, 443],
          [8000, 8100],
        ],
        peers: [prefix("10.2.0.0/16"), prefix("10.3.0.0/16")],
      },
      { ...allow("nobody"), action: "deny", peers: [prefix("0.0.0.0/0")] },
    ],
  });
  const { text, drops } = filterRules(nodesOf([site]).pods, []);

  it("given a rule of two peers, then a line for each", () => {
    expect(text).toContain("ip saddr 10.2.0.0/16 tcp dport { 443, 8000-8100 } return\n");
    expect(text).toContain("ip saddr 10.3.0.0/16 tcp dport { 443, 8000-8100 } return\n");
  });

  it("given a rule that denies, then its drop names it; and what no rule lets pass is dropped without one", () => {
    expect(drops.map(({ direction, rule }) => ({ direction, rule }))).toEqual([
      { direction: "ingress", rule: "nobody" },
      { direction: "ingress", rule: undefined },
      { direction: "egress", rule: undefined },
    ]);
  });
});

describe("a configuration of FRR's", () => {
  const lines = (sites: readonly Site[], timers?: { keepalive: number; hold: number }) => {
    const nodes = nodesOf(sites);
    return nodes.gateways.map((node) =>
      bgpConfiguration(
        node,
        nodes.tunnels.filter(({ gateway }) => gateway === node),
        timers,
      ),
    );
  };

  it("given a gateway that passes nothing on, then neighbours are told its own prefixes only", () => {
    const [google, aws] = lines(joinByVpn(buildSite(1, { cloud: "gcp" }), buildSite(2)));
    expect(google).toContain("ip prefix-list OWN0 permit 10.1.0.0/16");
    expect(google).not.toContain("match as-path LEARNED");
    expect(aws).toContain("match as-path LEARNED");
  });

  it("given timers, then they stand for the sessions' own", () => {
    const [first] = lines(joinByVpn(buildSite(1), buildSite(2)), { keepalive: 7, hold: 21 });
    expect(first).toMatch(/neighbor \S+ timers 7 21/);
  });
});

function prefix(text: string) {
  return { kind: "prefix" as const, prefix: text };
}

function endsOf({ gateways }: Site) {
  return gateways.flatMap(({ tunnels }) => tunnels);
}

/** The site with a second outside address from which it tries the same far ends. */
function withInstances(site: Site): Site[] {
  const gateways = site.gateways.map((gateway) => ({
    ...gateway,
    tunnels: gateway.tunnels.flatMap((end) => [{ ...end, id: `${end.id}-idle`, local: "198.18.99.1" }, end]),
  }));
  return [{ ...site, gateways }];
}
