import {
  type Answers,
  custom,
  east,
  NETWORK,
  network,
  PROJECT,
  router,
  siteOf,
  url,
  WEST,
  west,
} from "./gcp-answers.ts";

describe("a network's prefixes and tables", () => {
  it("given subnets of two regions, then all ranges are its own and each region has a table", () => {
    const { prefixes, tables } = siteOf({ subnetworks: [west, east] });
    expect(prefixes).toEqual(["10.0.0.0/20", "10.4.0.0/16", "10.1.0.0/20"]);
    expect(tables.map(({ id }) => id)).toEqual(["shop/europe-west1", "shop/us-east1"]);
  });

  it("given routes of all kinds, then those that a half imported lead to it and others that someone made nowhere", () => {
    const of = { network: url(NETWORK) };
    const { tables } = siteOf({
      routes: [
        { ...of, destRange: "0.0.0.0/0", nextHopGateway: url(`${PROJECT}/global/gateways/default-internet-gateway`) },
        { ...of, destRange: "10.8.0.0/16", nextHopVpnTunnel: url(`${WEST}/vpnTunnels/old`), tags: ["vm"] },
        { ...of, destRange: "10.0.0.0/20", nextHopNetwork: url(NETWORK) },
        { ...of, destRange: "10.9.0.0/16", nextHopPeering: "to-data" },
        { network: url(`${PROJECT}/global/networks/other`), destRange: "10.7.0.0/16", nextHopIp: "10.0.0.5" },
      ],
      peeringRoutes: [
        {
          ...{ network: NETWORK, peering: "to-data", region: "europe-west1" },
          routes: [
            { destRange: "10.9.0.0/16", imported: true },
            { destRange: "10.10.0.0/16", imported: false },
          ],
        },
      ],
    });
    expect(tables[0]?.routes).toEqual([
      { destination: "0.0.0.0/0", target: { kind: "nowhere" } },
      { destination: "10.9.0.0/16", target: { kind: "peering", id: "to-data" } },
    ]);
  });

  it.each([
    { mode: "REGIONAL", expected: [["router"], []] },
    { mode: "GLOBAL", expected: [["router"], ["router"]] },
  ])("given $mode routing, then the gateways of the two regions' tables are $expected", ({ mode, expected }) => {
    const networks = [{ ...network, routingConfig: { routingMode: mode } }];
    const { tables } = siteOf({ networks, subnetworks: [west, east], routers: [router()] });
    expect(tables.map(({ propagates }) => propagates)).toEqual(expected);
  });

  it("given answers without the network, then it says which one is missing", () => {
    expect(() => siteOf({ networks: [] })).toThrow(`no network ${NETWORK}`);
  });
});

describe("pods", () => {
  const cluster = (name: string, pods?: string) => ({
    ...{ name, networkConfig: { network: NETWORK, subnetwork: `${WEST}/subnetworks/shop` } },
    ipAllocationPolicy: pods === undefined ? {} : { clusterIpv4CidrBlock: pods },
  });

  it.each([
    { given: "one cluster", clusters: [cluster("a", "10.4.0.0/16")], expected: ["shop-nodes", "shop-pods"] },
    {
      given: "several clusters",
      clusters: [cluster("a", "10.4.0.0/16"), cluster("b")],
      expected: ["shop-a-nodes", "shop-a-pods", "shop-b-nodes"],
    },
    { given: "no cluster", clusters: [], expected: ["shop-shop-europe-west1", "shop-shop-us-east1"] },
  ])("given $given, then they are $expected", ({ clusters, expected }) => {
    expect(siteOf({ subnetworks: [west, east], clusters }).pods.map(({ name }) => name)).toEqual(expected);
  });

  it("given a cluster, then its pods are in the range of its own and routed by its region", () => {
    const { pods } = siteOf({ clusters: [cluster("a", "10.4.0.0/16")] });
    expect(pods.map(({ address, table }) => [address, table])).toEqual([
      ["10.0.0.10", "shop/europe-west1"],
      ["10.4.0.10", "shop/europe-west1"],
    ]);
  });
});

describe("the firewall", () => {
  const rule = (name: string, priority: number, parts: object) => ({
    ...{ name, network: url(NETWORK), direction: "INGRESS", priority, disabled: false, sourceRanges: ["10.9.0.0/16"] },
    ...parts,
  });
  const all = [{ IPProtocol: "all" }];

  it("given rules of all kinds, then those for pods are in order and those that deny go first", () => {
    const [pod] = siteOf({
      firewalls: [
        rule("late", 2000, { allowed: all }),
        rule("allow", 1000, { allowed: [{ IPProtocol: "tcp", ports: ["443", "8000-8080"] }, { IPProtocol: "icmp" }] }),
        rule("deny", 1000, { denied: [{ IPProtocol: "17" }, { IPProtocol: "esp" }], sourceRanges: ["10.9.0.7"] }),
        rule("off", 1, { allowed: all, disabled: true }),
        rule("tagged", 1, { allowed: all, targetTags: ["vm"] }),
        rule("from-tagged", 1, { allowed: all, sourceRanges: [], sourceTags: ["vm"] }),
        rule("elsewhere", 1, { allowed: all, network: url(`${PROJECT}/global/networks/other`) }),
      ],
    }).pods;
    const peers = [{ kind: "prefix", prefix: "10.9.0.0/16" }];
    const only = [{ kind: "prefix", prefix: "10.9.0.7/32" }];
    const ports = [
      [443, 443],
      [8000, 8080],
    ];
    expect(pod?.filters[0]?.ingress).toEqual([
      { id: "deny 17", action: "deny", protocol: "udp", ports: [], peers: only },
      { id: "allow tcp", action: "allow", protocol: "tcp", ports, peers },
      { id: "allow icmp", action: "allow", protocol: "icmp", ports: [], peers },
      { id: "late", action: "allow", protocol: "all", ports: [], peers },
    ]);
  });

  it("given a rule that denies on the way out, then all others may leave and nobody may come in", () => {
    const out = { direction: "EGRESS", denied: all, sourceRanges: [], destinationRanges: ["10.9.0.0/16"] };
    const [filter] = siteOf({ firewalls: [rule("no-data", 1000, out)] }).pods[0]?.filters ?? [];
    expect([filter?.id, filter?.ingress]).toEqual(["firewall of shop", []]);
    expect(filter?.egress).toMatchObject([
      { id: "no-data", action: "deny", peers: [{ prefix: "10.9.0.0/16" }] },
      { action: "allow", protocol: "all", peers: [{ prefix: "0.0.0.0/0" }] },
    ]);
  });
});

describe("peerings", () => {
  it("given halves, then each names the other network by its canonical id", () => {
    const half = (name: string, state: string) => ({
      name,
      state,
      network: url("projects/data-prod/global/networks/d"),
    });
    const networks = [{ ...network, peerings: [half("one", "ACTIVE"), half("two", "INACTIVE")] }];
    const peer = "projects/data-prod/global/networks/d";
    expect(siteOf({ networks }).peerings).toEqual([
      { id: "one", peer, active: true },
      { id: "two", peer, active: false },
    ]);
  });
});

describe("gateways", () => {
  const interfaces = [{ name: "if-0", linkedVpnTunnel: url(`${WEST}/vpnTunnels/t-0`), ipRange: "169.254.21.2/30" }];
  const peer = {
    ...{ interfaceName: "if-0", ipAddress: "169.254.21.2", peerIpAddress: "169.254.21.1", peerAsn: 64_600 },
    enable: "TRUE",
  };
  const parts = {
    vpnGateways: [
      { selfLink: url(`${WEST}/vpnGateways/gw`), vpnInterfaces: [{ id: 0 }, { id: 1, ipAddress: "34.0.0.2" }] },
    ],
    externalVpnGateways: [
      { selfLink: url(`${PROJECT}/global/externalVpnGateways/far`), interfaces: [{ id: 0, ipAddress: "198.18.0.1" }] },
    ],
  };
  const tunnel = (name: string) => ({
    ...{ selfLink: url(`${WEST}/vpnTunnels/${name}`), name, router: url(`${WEST}/routers/router`), ikeVersion: 2 },
    ...{ vpnGateway: url(`${WEST}/vpnGateways/gw`), vpnGatewayInterface: 1, peerIp: "198.18.0.9" },
    peerExternalGateway: url(`${PROJECT}/global/externalVpnGateways/far`),
  });
  const gatewayOf = (routerParts: object, more: Answers = {}) =>
    siteOf({ ...parts, vpnTunnels: [tunnel("t-0")], routers: [router({ interfaces, ...routerParts })], ...more })
      .gateways[0];

  it("given a tunnel with a session, then it tells of the subnets of its region", () => {
    const made = gatewayOf({ bgpPeers: [peer] }, { subnetworks: [west, east] });
    expect(made).toMatchObject({ id: "router", attached: true, asn: 64_601, transit: false, ecmp: true });
    const id = "gcp/shop-prod/europe-west1/t-0";
    expect(made?.tunnels).toMatchObject([
      {
        ...{ id, name: "t-0", local: "34.0.0.2", remote: "198.18.0.1", key: `key of ${id}`, ikeVersions: [2] },
        initiates: true,
        bgp: {
          ...{ asn: 64_601, peerAsn: 64_600, address: "169.254.21.2", peerAddress: "169.254.21.1", initiates: true },
          ...{ advertises: ["10.0.0.0/20", "10.4.0.0/16"], mostPrefixes: 5000, keepaliveSeconds: 25, holdSeconds: 75 },
        },
      },
    ]);
  });

  it.each([
    { given: "the router's own ranges", bgp: custom([], "10.5.0.0/16"), peer: {}, expected: ["10.5.0.0/16"] },
    {
      given: "the neighbour's, with all subnets",
      ...{ bgp: custom([], "10.5.0.0/16"), peer: custom(["ALL_SUBNETS"], "10.6.0.0/16") },
      expected: ["10.0.0.0/20", "10.4.0.0/16", "10.6.0.0/16"],
    },
  ])("given $given to tell of, then the neighbour is told $expected", ({ bgp, peer: settings, expected }) => {
    const made = gatewayOf({ bgp: { asn: 64_601, ...bgp }, bgpPeers: [{ ...peer, ...settings }] });
    expect(made?.tunnels[0]?.bgp).toMatchObject({ advertises: expected, keepaliveSeconds: 20, holdSeconds: 60 });
  });

  it("given a session that is switched off, then the tunnel has none", () => {
    expect(gatewayOf({ bgpPeers: [{ ...peer, enable: "FALSE" }] })?.tunnels.map(({ bgp }) => bgp)).toEqual([undefined]);
  });

  it.each([
    { given: "no interface is linked to it", routerParts: { interfaces: [] }, name: "t-0" },
    {
      given: "nobody knows its key",
      routerParts: { interfaces: [{ name: "if-0", linkedVpnTunnel: url(`${WEST}/vpnTunnels/lost`) }] },
      name: "lost",
    },
  ])("given a tunnel of which $given, then it is left out", ({ routerParts, name }) => {
    expect(gatewayOf(routerParts, { vpnTunnels: [tunnel(name)] })?.tunnels).toEqual([]);
  });

  it("given routers of one name in two regions, then their ids say which", () => {
    const elsewhere = router({ selfLink: url(`${PROJECT}/regions/us-east1/routers/router`), region: "us-east1" });
    const { gateways } = siteOf({ routers: [router(), elsewhere] });
    expect(gateways.map(({ id }) => id)).toEqual(["europe-west1/router", "us-east1/router"]);
  });
});
