import { FOREIGN, HUB, OTHER_TENANT, SPOKE } from "../../lab/clouds/azure/azure-lab.ts";
import { groupPath, half, LOCATION, makeVnet, peeringPath, vnetPath } from "../../lab/clouds/azure/builders.ts";
import { makeCluster, newCluster, services } from "./azure-clusters.ts";
import { type AzureWorld, callsOf, idOf, join, startAzureWorld } from "./azure-world.ts";

let world: AzureWorld;

beforeEach(async () => {
  world = await startAzureWorld({ limits: { pageSize: 1 } });
});

afterEach(() => world.lab.stop());

describe("providers/azure/networks", () => {
  it("given a plain network, then its prefixes and tags", async () => {
    await makeVnet(world.lab, {
      name: "c",
      prefixes: ["fd00::/48", "10.3.0.0/16", "10.2.0.0/16"],
      tags: { "Crosspeer:Name": "c", Team: "x" },
    });
    expect(await world.provider.describeNetworks([idOf("c")])).toEqual([
      {
        ...{ id: idOf("c"), tags: { "crosspeer:name": "c", Team: "x" } },
        addressSpace: ["10.2.0.0/16", "10.3.0.0/16", "fd00::/48"],
        ...{ routeTables: [], firewalls: [], peerings: [], unroutable: [], remarks: [] },
      },
    ]);
  });

  it.each([
    {
      given: "Overlay",
      profile: { networkPlugin: "azure", networkPluginMode: "overlay", podCidr: "10.244.0.0/16" },
      hidden: "Overlay",
    },
    { given: "kubenet", profile: { networkPlugin: "kubenet", podCidr: "10.244.0.0/16" }, hidden: "kubenet" },
    { given: "pods in the subnets", profile: { networkPlugin: "azure" }, hidden: undefined },
  ] as const)("given a cluster with $given, then its pods are told apart", async ({ profile, hidden }) => {
    await makeCluster(world.lab, "aks-1", "c", profile);
    const [described] = await world.provider.describeNetworks([idOf("c")]);
    expect(described?.addressSpace).toEqual(["10.2.0.0/16"]);
    expect(described?.unroutable).toEqual(hidden === undefined ? [] : [{ prefix: "10.244.0.0/16", cluster: "aks-1" }]);
    const said = hidden === undefined ? [] : [`pods of aks-1 cannot be reached from outside: ${hidden}`];
    expect(described?.remarks?.filter((remark) => remark.startsWith("pods"))).toEqual(said);
  });

  it("given two networks of one subscription with clusters, then four calls at most, whatever their number", async () => {
    const { lab, provider } = await startAzureWorld();
    await makeCluster(lab, "aks-1", "c");
    await makeCluster(lab, "aks-2", "d");
    const calls = await callsOf({ lab }, async () => {
      const found = await provider.describeNetworks([idOf("c"), idOf("d")]);
      expect(found.map(({ firewalls }) => firewalls.map(({ id, cluster }) => [id, cluster]))).toEqual([
        [["rg/nsg-c", "aks-1"]],
        [["rg/nsg-d", "aks-2"]],
      ]);
    });
    expect(calls.toSorted()).toEqual([
      "managedClusters/read 200",
      "networkSecurityGroups/read 200",
      "virtualNetworks/read 200",
    ]);
    await lab.stop();
  });

  it("given pages of one, then every page is read, of networks, clusters and security groups", async () => {
    await makeCluster(world.lab, "aks-1", "c");
    await makeCluster(world.lab, "aks-2", "d");
    const found = await world.provider.describeNetworks([idOf("d"), idOf("none"), idOf("c")]);
    expect(found.map(({ id, firewalls }) => [id, firewalls[0]?.cluster])).toEqual([
      [idOf("d"), "aks-2"],
      [idOf("c"), "aks-1"],
    ]);
  });

  it("given one security group before two clusters, then it is one firewall", async () => {
    await makeCluster(world.lab, "aks-2", "c");
    world.lab.cloud.createCluster(newCluster("aks-1", "c"));
    const [described] = await world.provider.describeNetworks([idOf("c")]);
    expect(described?.firewalls).toEqual([{ id: "rg/nsg-c", cluster: "aks-1 aks-2", rules: [], ruleCount: 0 }]);
    expect(described?.remarks).toEqual([
      "default rule AllowVnetInBound of nsg-c lets joined networks in whatever crosspeer:allow says",
    ]);
  });

  it("given a rule that denies other networks, then the default rule is not remarked upon", async () => {
    await makeCluster(world.lab, "aks-1", "c");
    const any = { protocol: "*", sourcePortRange: "*", destinationPortRange: "*", destinationAddressPrefix: "*" };
    const properties = {
      ...any,
      access: "Deny",
      direction: "Inbound",
      priority: 4000,
      sourceAddressPrefix: "VirtualNetwork",
    };
    await world.lab.put(`${groupPath()}/providers/Microsoft.Network/networkSecurityGroups/nsg-c/securityRules/deny`, {
      properties,
    });
    const [described] = await world.provider.describeNetworks([idOf("c")]);
    expect([described?.remarks, described?.firewalls[0]?.ruleCount]).toEqual([[], 1]);
  });

  it("given a network that AKS made for itself, then its pods are told and its security group is left alone", async () => {
    const { lab } = world;
    const { nodeResourceGroup } = lab.cloud.createCluster({
      ...{ subscription: HUB, group: "rg", name: "own", location: LOCATION },
      networkProfile: { networkPlugin: "kubenet", podCidr: "10.244.0.0/16", ...services },
      agentPools: [{ name: "np", count: 1 }],
    });
    const home = `${groupPath(HUB, nodeResourceGroup)}/providers/Microsoft.Network`;
    await lab.put(`${home}/networkSecurityGroups/aks-nsg`, { location: LOCATION });
    const networkSecurityGroup = { id: `${home}/networkSecurityGroups/aks-nsg` };
    const subnets = [{ name: "s", properties: { addressPrefix: "10.224.0.0/16", networkSecurityGroup } }];
    const made = await lab.put(`${home}/virtualNetworks/aks-vnet`, {
      ...{ location: LOCATION, properties: { addressSpace: { addressPrefixes: ["10.224.0.0/12"] }, subnets } },
    });
    const id = made.body.id.toLowerCase();
    const [described] = await world.provider.describeNetworks([id]);
    expect(described).toMatchObject({ id, firewalls: [], unroutable: [{ cluster: "own" }] });
  });

  it("given a subscription that cannot be read, then only its networks are unread", async () => {
    await makeVnet(world.lab, { name: "c", prefixes: ["10.2.0.0/16"], subscription: SPOKE });
    world.lab.faults.inject({ account: SPOKE, when: "before", code: "AuthorizationFailed", status: 403, times: 9 });
    const ids = [idOf("c", SPOKE), idOf("a")];
    const { networks, unread } = await world.provider.surveyNetworks(ids);
    expect(networks.map(({ id }) => id)).toEqual([idOf("a")]);
    expect([...unread.keys()]).toEqual([idOf("c", SPOKE)]);
    await expect(world.provider.describeNetworks(ids)).rejects.toMatchObject({
      name: "Refused",
      message: expect.stringContaining(`could not describe the networks of ${SPOKE}: AuthorizationFailed`),
    });
  });

  it("given three subscriptions of two tenants, then networks of all are read and peerings joined", async () => {
    const { lab, provider } = world;
    await makeVnet(lab, { name: "f", prefixes: ["10.4.0.0/16"], subscription: FOREIGN });
    const headers = { "x-ms-authorization-auxiliary": `Bearer ${lab.token(OTHER_TENANT)}` };
    await lab.put(peeringPath("a", "mine"), half(vnetPath("f", FOREIGN)), { headers });
    const found = await provider.describeNetworks([idOf("f", FOREIGN), idOf("a")]);
    expect(found.map(({ peerings }) => peerings.length)).toEqual([1, 1]);
    expect(found[0]?.peerings).toEqual(found[1]?.peerings);
  });

  it("given only one side of a joined pair is asked about, then it is judged from there", async () => {
    const { provider, pair, connection } = world;
    await join(world);
    for (const network of [pair.requester, pair.accepter]) {
      const [described] = await provider.describeNetworks([network]);
      const options = { requester: true, accepter: true };
      expect(described?.peerings).toEqual([{ ...pair, id: connection, connection, phase: "active", options }]);
    }
  });

  it("given tags of ours and of others, then only networks with ours are listed, and status alone is one", async () => {
    const { lab, provider } = world;
    await makeVnet(lab, { name: "c", prefixes: ["10.2.0.0/16"], tags: { "crosspeer:mesh": "prod" } });
    await makeVnet(lab, { name: "d", prefixes: ["10.3.0.0/16"], tags: { "crosspeer:status": "active 1/1" } });
    await makeVnet(lab, { name: "e", prefixes: ["10.4.0.0/16"], tags: { team: "x" } });
    expect(await provider.listNetworks({ account: HUB, region: "global" })).toEqual([
      { id: idOf("c"), tags: { "crosspeer:mesh": "prod" } },
      { id: idOf("d"), tags: { "crosspeer:status": "active 1/1" } },
    ]);
  });

  it("given a status, then it is written beside what others wrote, once, and taken away again", async () => {
    const { lab, provider } = world;
    await makeVnet(lab, { name: "c", prefixes: ["10.2.0.0/16"], tags: { "crosspeer:mesh": "prod", Team: "x" } });
    const write = (value: string | undefined) => provider.writeTag(idOf("c"), "crosspeer:status", value);
    expect(await callsOf(world, () => write("active 1/1"))).toEqual(["virtualNetworks/read 200", "tags/write 200"]);
    expect(await provider.readTags(idOf("c"))).toEqual({
      "crosspeer:mesh": "prod",
      Team: "x",
      "crosspeer:status": "active 1/1",
    });
    expect(await callsOf(world, () => write("active 1/1"))).toEqual(["virtualNetworks/read 200"]);
    await write(undefined);
    await write(undefined);
    expect(await provider.readTags(idOf("c"))).toEqual({ "crosspeer:mesh": "prod", Team: "x" });
  });

  it("given a status while the network is being written, then it is written all the same", async () => {
    await world.lab.call("PUT", `${vnetPath("a")}/subnets/s`, { properties: { addressPrefix: "10.0.0.0/24" } });
    await world.provider.writeTag(idOf("a"), "crosspeer:status", "active 1/1");
    expect(await world.provider.readTags(idOf("a"))).toEqual({ "crosspeer:status": "active 1/1" });
  });

  it.each([
    { given: "a status that is too long", value: "x".repeat(257), network: "a" },
    { given: "a network that is not there", value: "x", network: "none" },
  ])("given $given, then Invalid", async ({ value, network }) => {
    const write = world.provider.writeTag(idOf(network), "crosspeer:status", value);
    await expect(write).rejects.toMatchObject({ name: "Invalid" });
  });

  it("given a network or group that is not there, then it has no tags", async () => {
    expect(await world.provider.readTags(idOf("none"))).toBeUndefined();
    expect(await world.provider.readTags(idOf("none", SPOKE))).toBeUndefined();
  });
});
