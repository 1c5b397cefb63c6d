import { type Answers, FIRST, GATEWAY_SUBNET, gateway, half, of, PEER, siteOf, subnet } from "./azure-answers.ts";

describe("a VNet's prefixes, table and halves", () => {
  it("given a half that is behind the other network, then it routes to what it was last synced to", () => {
    const site = siteOf({ virtualNetworkPeerings: [half("Connected")] });
    expect(site.prefixes).toEqual(["10.1.0.0/16"]);
    expect(site.tables).toEqual([
      {
        ...{ id: "Web", propagates: [] },
        routes: [{ destination: "10.2.0.0/16", target: { kind: "peering", id: "to-stock" } }],
      },
    ]);
  });

  it.each([
    { given: "connected", peering: half("Connected"), active: true, routes: 1 },
    { given: "initiated", peering: half("Initiated"), active: false, routes: 0 },
    {
      given: "closed to the other network",
      ...{ peering: half("Connected", { allowVirtualNetworkAccess: false }), active: false, routes: 1 },
    },
  ])("given a half that is $given, then active is $active", ({ peering, active, routes }) => {
    const site = siteOf({ virtualNetworkPeerings: [peering] });
    expect(site.peerings).toEqual([{ id: "to-stock", peer: PEER.toLowerCase(), active }]);
    expect(site.tables[0]?.routes).toHaveLength(routes);
  });

  it.each([
    { given: "answers without the VNet", site: () => siteOf({}, { vnets: [] }), says: /no VNet/ },
    {
      given: "a subnet with a route table",
      site: () => siteOf({ subnets: [subnet("nodes", "10.1.0.0/20", { routeTable: { id: of("routeTables", "t") } })] }),
      says: /route table/,
    },
  ])("given $given, then it is refused", ({ site, says }) => {
    expect(site).toThrow(says);
  });
});

describe("pods and their filters", () => {
  const NSG = of("networkSecurityGroups", "Nodes");
  const rule = (name: string, priority: number, parts: object = {}) => ({
    name,
    properties: {
      ...{ protocol: "*", access: "Allow", direction: "Inbound", priority, sourcePortRange: "*" },
      ...{ destinationPortRange: "*", sourceAddressPrefix: "*", destinationAddressPrefix: "*", ...parts },
    },
  });
  const filterOf = (securityRules: readonly object[], vnetParts: object = {}, parts: Answers = {}) => {
    const subnets = [
      subnet("nodes", "10.1.0.0/20", { networkSecurityGroup: { id: NSG.toUpperCase() } }),
      GATEWAY_SUBNET,
    ];
    const properties = { securityRules, defaultSecurityRules: [rule("DenyAllInBound", 65_500, { access: "Deny" })] };
    const securityGroups = [{ id: NSG, name: "Nodes", properties }];
    return siteOf({ subnets, ...vnetParts }, { securityGroups, ...parts }).pods[0]?.filters[0];
  };
  const any = [{ kind: "prefix", prefix: "0.0.0.0/0" }];

  it("given subnets, then each but the gateways' has a pod, and one without a group no filter", () => {
    const { pods } = siteOf({
      subnets: [subnet("nodes", "10.1.0.0/20"), subnet("small", "10.1.16.0/29"), GATEWAY_SUBNET],
    });
    expect(pods).toEqual([
      { name: "web-nodes", address: "10.1.0.10", table: "Web", filters: [] },
      { name: "web-small", address: "10.1.16.4", table: "Web", filters: [] },
    ]);
  });

  it("given rules with one value and with many, then they are in order before the default ones", () => {
    const filter = filterOf([
      rule("late", 300, { access: "Deny", protocol: "Icmp" }),
      rule("web", 100, {
        ...{ protocol: "Tcp", destinationPortRange: "", destinationPortRanges: ["443", "1000-2000"] },
        ...{ sourceAddressPrefix: "", sourceAddressPrefixes: ["10.2.0.0/16", "10.3.0.4"] },
      }),
    ]);
    const peers = ["10.2.0.0/16", "10.3.0.4/32"].map((prefix) => ({ kind: "prefix", prefix }));
    const ports = [
      [443, 443],
      [1000, 2000],
    ];
    expect([filter?.id, filter?.egress]).toEqual(["Nodes", []]);
    expect(filter?.ingress).toEqual([
      { id: "web", action: "allow", protocol: "tcp", ports, peers },
      { id: "late", action: "deny", protocol: "icmp", ports: [], peers: any },
      { id: "DenyAllInBound", action: "deny", protocol: "all", ports: [], peers: any },
    ]);
  });

  it("given the tag VirtualNetwork, then it is the network, its connected peers and what its gateways learned", () => {
    const tagged = { sourceAddressPrefix: "VirtualNetwork", destinationAddressPrefix: "VirtualNetwork" };
    const vnetParts = { virtualNetworkPeerings: [half("Connected")] };
    const filter = filterOf([rule("vnet", 100, tagged)], vnetParts, { gateways: [gateway()] });
    expect(filter?.ingress[0]?.peers).toEqual([
      { kind: "prefix", prefix: "10.1.0.0/16" },
      { kind: "prefix", prefix: "10.2.0.0/16" },
      { kind: "learned", gateway: "gw" },
    ]);
  });

  it.each([
    { given: "from the Internet", parts: { sourceAddressPrefix: "Internet" } },
    { given: "from load balancers", parts: { sourceAddressPrefix: "AzureLoadBalancer" } },
    { given: "to another subnet", parts: { destinationAddressPrefix: "10.1.16.0/20" } },
    { given: "of another protocol", parts: { protocol: "Esp" } },
    {
      given: "on the way out from another subnet",
      parts: { direction: "Outbound", sourceAddressPrefix: "10.1.16.0/20" },
    },
  ])("given a rule for packets $given, then it is not the pod's", ({ parts }) => {
    const filter = filterOf([rule("other", 100, parts)]);
    expect([...(filter?.ingress ?? []), ...(filter?.egress ?? [])].map(({ id }) => id)).toEqual(["DenyAllInBound"]);
  });

  it("given a rule for source ports, then it is refused", () => {
    expect(() => filterOf([rule("odd", 100, { sourcePortRange: "53" })])).toThrow("rule odd is for source ports 53");
  });
});

describe("gateways", () => {
  const LOCAL = of("localNetworkGateways", "far");
  const localGateways = [
    {
      id: LOCAL,
      properties: { gatewayIpAddress: "198.18.0.1", bgpSettings: { asn: 64_600, bgpPeeringAddress: "169.254.21.5" } },
    },
  ];
  const connection = (parts: object = {}) => ({
    ...{ id: of("connections", "Cx-0"), name: "Cx-0", sharedKey: { value: "secret" } },
    properties: {
      ...{ provisioningState: "Succeeded", connectionStatus: "Connected", enableBgp: true },
      ...{ virtualNetworkGateway1: { id: of("virtualNetworkGateways", "GW") }, localNetworkGateway2: { id: LOCAL } },
      ...{ connectionProtocol: "IKEv2", connectionMode: "Default", ...parts },
    },
  });
  const gatewayOf = (connectionParts: object = {}, gatewayParts: object = {}) => {
    const answers = { connections: [connection(connectionParts)], gateways: [gateway(gatewayParts)], localGateways };
    return siteOf({ subnets: [GATEWAY_SUBNET] }, answers).gateways[0];
  };

  it("given a connection, then each instance has an end of it, with the address that it chose or its own", () => {
    const chosen = [{ ipConfigurationId: FIRST, customBgpIpAddress: "169.254.21.6" }];
    const made = gatewayOf({ gatewayCustomBgpIpAddresses: chosen });
    expect(made).toMatchObject({ id: "gw", attached: true, asn: 65_010, transit: true, ecmp: true });
    const id = `azure/${of("connections", "cx-0").toLowerCase()}`;
    const end = { remote: "198.18.0.1", key: "secret", ikeVersions: [2], initiates: true };
    const session = {
      ...{ asn: 65_010, peerAsn: 64_600, peerAddress: "169.254.21.5", advertises: ["10.1.0.0/16"] },
      ...{ mostPrefixes: 4000, keepaliveSeconds: 60, holdSeconds: 180 },
    };
    expect(made?.tunnels).toMatchObject([
      {
        ...{ ...end, id: `${id}/0`, name: "Cx-0 198.19.0.1", local: "198.19.0.1" },
        bgp: { ...session, address: "169.254.21.6", initiates: false },
      },
      {
        ...{ ...end, id: `${id}/1`, name: "Cx-0 198.19.0.2", local: "198.19.0.2" },
        bgp: { ...session, address: "10.1.255.4", initiates: true },
      },
    ]);
  });

  it("given no address chosen for the connection, then it is the instance's first custom one", () => {
    expect(gatewayOf()?.tunnels[0]?.bgp?.address).toBe("169.254.21.2");
  });

  it("given a policy, then both phases offer it alone", () => {
    const phase1 = { ikeEncryption: "AES256", ikeIntegrity: "SHA256", dhGroup: "ECP384" };
    const phase2 = { ipsecEncryption: "GCMAES256", ipsecIntegrity: "GCMAES256", pfsGroup: "PFS2048" };
    const made = gatewayOf({ ipsecPolicies: [{ ...phase1, ...phase2 }], connectionMode: "ResponderOnly" });
    expect(made?.tunnels[0]).toMatchObject({
      initiates: false,
      phase1: { encryption: ["aes256"], integrity: ["sha256"], groups: [20] },
      phase2: { encryption: ["aes256gcm"], integrity: expect.arrayContaining(["sha256"]), groups: [14] },
    });
  });

  it.each([
    { given: "the connection", made: gatewayOf({ enableBgp: false }) },
    { given: "the gateway", made: gatewayOf({}, { enableBgp: false }) },
  ])("given BGP off for $given, then its tunnels have no session", ({ made }) => {
    expect(made?.tunnels.map(({ bgp }) => bgp)).toEqual([undefined, undefined]);
  });

  it.each([
    { given: "has never been ready", parts: { connectionStatus: undefined } },
    { given: "is being deleted", parts: { provisioningState: "Deleting" } },
    { given: "is another gateway's", parts: { virtualNetworkGateway1: { id: of("virtualNetworkGateways", "other") } } },
  ])("given a connection that $given, then it has no ends", ({ parts }) => {
    expect(gatewayOf(parts)?.tunnels).toEqual([]);
  });

  it.each([
    { given: "one that failed", parts: { provisioningState: "Failed" }, expected: [false] },
    { given: "one of ExpressRoute", parts: { gatewayType: "ExpressRoute" }, expected: [] },
    { given: "one in another network", parts: { ipConfigurations: [] }, expected: [] },
  ])("given $given, then attached is $expected", ({ parts, expected }) => {
    const { gateways } = siteOf({ subnets: [GATEWAY_SUBNET] }, { gateways: [gateway(parts)] });
    expect(gateways.map(({ attached }) => attached)).toEqual(expected);
  });
});
