import { AzureLab, HUB, SPOKE } from "./azure-lab.ts";
import {
  groupPath,
  half,
  LOCATION,
  makeGroup,
  makePair,
  makeVnet,
  peeringPath,
  securityGroupPath,
  vnetBody,
  vnetPath,
} from "./builders.ts";
import { checkedAgainst } from "./definitions/specification.ts";

let lab: AzureLab;

beforeEach(async () => {
  lab = await AzureLab.start({ limits: { pageSize: 2 } });
});

afterEach(() => lab.stop());

const SUBNET = { name: "nodes", prefix: "10.0.0.0/24" };

async function subnetsOf(name: string): Promise<string[]> {
  const { body } = await lab.call("GET", vnetPath(name));
  return body.properties.subnets.map((subnet: { name: string }) => subnet.name);
}

describe(`virtual networks and subnets, each answer checked against ${checkedAgainst}`, () => {
  it("given a new network, then 201 and Updating, and Succeeded under a new etag once it is done", async () => {
    await makeGroup(lab);
    const body = vnetBody({ prefixes: ["10.0.0.0/16"], subnets: [SUBNET], tags: { "crosspeer:name": "a" } });
    const made = await lab.call("PUT", vnetPath("a"), body);
    expect([made.status, made.headers["retry-after"], made.headers["location"]]).toEqual([201, "3", undefined]);
    expect(made.body.properties.provisioningState).toBe("Updating");
    expect(made.body.properties.subnets[0].properties.provisioningState).toBe("Updating");
    await lab.clock.settle();
    const read = await lab.call("GET", vnetPath("a"));
    expect([read.body.properties.provisioningState, read.body.tags]).toEqual(["Succeeded", { "crosspeer:name": "a" }]);
    expect([read.headers["etag"], read.body.etag === made.body.etag]).toEqual([read.body.etag, false]);
  });

  it("given a PUT without tags, then they are gone: a PUT replaces", async () => {
    await makeVnet(lab, { name: "a", prefixes: ["10.0.0.0/16"], tags: { owner: "me" } });
    const { status, body } = await lab.put(vnetPath("a"), vnetBody({ prefixes: ["10.0.0.0/16"] }));
    expect([status, body.tags, body.properties.provisioningState]).toEqual([200, undefined, "Succeeded"]);
  });

  it.each([
    { given: "no word of subnets", subnets: undefined, left: ["nodes"] },
    { given: "a list with another", subnets: [{ name: "pods", prefix: "10.0.1.0/24" }], left: ["pods"] },
    { given: "an empty list", subnets: [], left: [] },
  ])("given a PUT with $given, then $left are left", async ({ subnets, left }) => {
    await makeVnet(lab, { name: "a", prefixes: ["10.0.0.0/16"], subnets: [SUBNET] });
    await lab.put(vnetPath("a"), vnetBody({ prefixes: ["10.0.0.0/16"], ...(subnets && { subnets }) }));
    expect(await subnetsOf("a")).toEqual(left);
  });

  it.each([
    {
      given: "a list without a subnet that is used",
      body: vnetBody({ prefixes: ["10.0.0.0/16"], subnets: [] }),
      code: "InUseSubnetCannotBeDeleted",
    },
    {
      given: "an address space that a subnet is not in",
      body: vnetBody({ prefixes: ["10.5.0.0/16"] }),
      code: "NetcfgSubnetRangeOutsideVnet",
    },
    {
      given: "a prefix with bits behind its length",
      body: vnetBody({ prefixes: ["10.0.0.1/16"] }),
      code: "InvalidCIDRNotation",
    },
    { given: "no prefix", body: vnetBody({ prefixes: ["10.0.0.0"] }), code: "InvalidAddressPrefixFormat" },
    {
      given: "another location",
      body: { ...vnetBody({ prefixes: ["10.0.0.0/16"] }), location: "eastus" },
      code: "InvalidResourceLocation",
    },
    {
      given: "members that nobody knows",
      body: { ...vnetBody({ prefixes: ["10.0.0.0/16"] }), addressSpace: {} },
      code: "InvalidRequestFormat",
    },
  ])("given a PUT with $given, then $code and nothing changes", async ({ body, code }) => {
    await makeVnet(lab, { name: "a", prefixes: ["10.0.0.0/16"], subnets: [SUBNET] });
    makeCluster(`${vnetPath("a")}/subnets/nodes`);
    expect((await lab.put(vnetPath("a"), body)).body.error.code).toBe(code);
    expect(await subnetsOf("a")).toEqual(["nodes"]);
  });

  it("given a GET whose answer is put again after someone made a peering, then If-Match saves the peering", async () => {
    await makePair(lab);
    await makeVnet(lab, { name: "c", prefixes: ["10.2.0.0/16"] });
    const { body: stale } = await lab.call("GET", vnetPath("a"));
    await lab.put(peeringPath("a", "to-c"), half(vnetPath("c")));
    const careful = await lab.put(vnetPath("a"), stale, { headers: { "if-match": stale.etag } });
    expect([careful.status, careful.body.error.code]).toEqual([412, "PreconditionFailed"]);
    expect((await lab.call("GET", peeringPath("a", "to-c"))).status).toBe(200);
    const careless = await lab.put(vnetPath("a"), stale);
    expect([careless.status, (await lab.call("GET", peeringPath("a", "to-c"))).status]).toEqual([200, 404]);
    expect((await lab.call("GET", peeringPath("a", "to-b"))).body.properties.peeringState).toBe("Connected");
  });

  it("given a prefix that overlaps a peer, then it cannot be added", async () => {
    await makePair(lab);
    const { body } = await lab.put(vnetPath("a"), vnetBody({ prefixes: ["10.0.0.0/16", "10.1.0.0/24"] }));
    expect(body.error.code).toBe("VnetAddressSpaceOverlapsWithAlreadyPeeredVnet");
  });

  it("given an operation on a child, then the network itself answers 429 with the lock's name, not a throttle's", async () => {
    await makeVnet(lab, { name: "a", prefixes: ["10.0.0.0/16"] });
    await lab.call("PUT", `${vnetPath("a")}/subnets/s`, { properties: { addressPrefix: "10.0.0.0/24" } });
    const { status, headers, body } = await lab.call("PUT", vnetPath("a"), vnetBody({ prefixes: ["10.0.0.0/16"] }));
    expect([status, headers["retry-after"], body.error.code]).toEqual([429, "10", "RetryableError"]);
    expect(body.error.details[0].code).toBe("RetryableErrorDueToAnotherOperation");
    expect((await lab.call("PATCH", vnetPath("a"), { tags: {} })).status).toBe(429);
    expect((await lab.call("DELETE", vnetPath("a"))).status).toBe(429);
  });

  it.each([
    { given: "in a free range", prefix: "10.0.1.0/24", code: undefined },
    { given: "over another", prefix: "10.0.0.128/25", code: "NetcfgSubnetRangesOverlap" },
    { given: "outside the network", prefix: "10.7.0.0/24", code: "NetcfgSubnetRangeOutsideVnet" },
    { given: "without a prefix", prefix: undefined, code: "NoAddressPrefixOrPoolProvided" },
  ])("given a subnet $given, then $code", async ({ prefix, code }) => {
    await makeVnet(lab, { name: "a", prefixes: ["10.0.0.0/16"], subnets: [SUBNET] });
    const { body } = await lab.put(`${vnetPath("a")}/subnets/new`, { properties: { addressPrefix: prefix } });
    expect(body.error?.code).toBe(code);
  });

  it("given a subnet with a security group, then each names the other and the group cannot go", async () => {
    await makeVnet(lab, { name: "a", prefixes: ["10.0.0.0/16"] });
    await lab.put(securityGroupPath("nsg"), { location: LOCATION });
    const properties = { addressPrefix: "10.0.0.0/24", networkSecurityGroup: { id: securityGroupPath("nsg") } };
    await lab.put(`${vnetPath("a")}/subnets/s`, { properties });
    const { body } = await lab.call("GET", securityGroupPath("nsg"));
    expect(body.properties.subnets).toEqual([{ id: `${vnetPath("a")}/subnets/s` }]);
    const refused = await lab.call("DELETE", securityGroupPath("nsg"));
    expect(refused.body.error.code).toBe("InUseNetworkSecurityGroupCannotBeDeleted");
    expect((await lab.call("DELETE", `${vnetPath("a")}/subnets/s`)).status).toBe(202);
    await lab.clock.settle();
    expect(await subnetsOf("a")).toEqual([]);
  });

  it("given more networks than fit a page, then nextLink leads to the rest, in a group and in a subscription", async () => {
    for (const n of [1, 2, 3]) await makeVnet(lab, { name: `v${n}`, prefixes: [`10.${n}.0.0/16`] });
    await makeVnet(lab, { name: "elsewhere", prefixes: ["10.9.0.0/16"], subscription: SPOKE });
    for (const scope of [groupPath(), `/subscriptions/${HUB}`]) {
      const first = await lab.call("GET", `${scope}/providers/Microsoft.Network/virtualNetworks`);
      const second = await lab.call("GET", first.body.nextLink);
      const names = [first, second].map(({ body }) => body.value.map(({ name }: { name: string }) => name));
      expect([names, second.body.nextLink]).toEqual([[["v1", "v2"], ["v3"]], undefined]);
    }
  });

  it("given tags as a resource of their own, then they merge, are replaced and are deleted", async () => {
    await makeVnet(lab, { name: "a", prefixes: ["10.0.0.0/16"], tags: { owner: "me", "crosspeer:name": "a" } });
    const path = `${vnetPath("a")}/providers/Microsoft.Resources/tags/default`;
    const patch = async (operation: string, tags: object) =>
      (await lab.call("PATCH", path, { operation, properties: { tags } })).body.properties.tags;
    expect(await patch("Merge", { "Crosspeer:Name": "b", "crosspeer:status": "active" })).toEqual({
      ...{ owner: "me", "Crosspeer:Name": "b", "crosspeer:status": "active" },
    });
    expect(await patch("Delete", { owner: "me", "crosspeer:status": "blocked" })).toEqual({
      ...{ "Crosspeer:Name": "b", "crosspeer:status": "active" },
    });
    expect((await lab.call("PUT", path, { properties: { tags: { a: "1" } } })).status).toBe(200);
    expect((await lab.call("GET", vnetPath("a"))).body.tags).toEqual({ a: "1" });
    expect(
      (await lab.call("PATCH", path, { operation: "Merge", properties: { tags: { x: "v".repeat(257) } } })).body.error
        .code,
    ).toBe("TagValueTooLarge");
    expect((await lab.call("PATCH", vnetPath("a"), { tags: { "a/b": "x" } })).body.error.code).toBe(
      "InvalidTagNameCharacters",
    );
    expect((await lab.call("PATCH", vnetPath("a"), { tags: { b: "2" } })).body.tags).toEqual({ b: "2" });
  });

  it("given an AKS cluster, then it says how its pods get addresses, and its subnets are in use", async () => {
    await makeVnet(lab, { name: "a", prefixes: ["10.0.0.0/16"], subnets: [SUBNET] });
    makeCluster(`${vnetPath("a")}/subnets/nodes`);
    const path = `${groupPath()}/providers/Microsoft.ContainerService/managedClusters`;
    const { body } = await lab.call("GET", `${path}/aks`, undefined, { query: "api-version=2026-01-01" });
    expect(body.properties.networkProfile).toMatchObject({ networkPluginMode: "overlay", podCidr: "10.244.0.0/16" });
    expect(body.properties.agentPoolProfiles[0].vnetSubnetID).toBe(`${vnetPath("a")}/subnets/nodes`);
    expect((await lab.call("GET", path)).body.value).toHaveLength(1);
    expect(
      (await lab.call("GET", `/subscriptions/${HUB}/providers/Microsoft.ContainerService/managedClusters`)).body.value,
    ).toHaveLength(1);
    expect((await lab.call("GET", groupPath(HUB, body.properties.nodeResourceGroup))).status).toBe(200);
    const subnet = await lab.call("GET", `${vnetPath("a")}/subnets/nodes`);
    expect(subnet.body.properties.ipConfigurations).toHaveLength(2);
    expect((await lab.call("DELETE", vnetPath("a"))).body.error.code).toBe("InUseSubnetCannotBeDeleted");
  });

  it("given a query of the resource graph, then it lists the networks of the tenant with their tags", async () => {
    await makeVnet(lab, { name: "a", prefixes: ["10.0.0.0/16"], tags: { "crosspeer:mesh": "prod" } });
    const ask = (query: string) => lab.call("POST", "/providers/Microsoft.ResourceGraph/resources", { query });
    const { body } = await ask("Resources | where type =~ 'microsoft.network/virtualnetworks' | project id, tags");
    expect(body.data).toEqual([{ id: vnetPath("a"), tags: { "crosspeer:mesh": "prod" } }]);
    expect((await ask("Resources | summarize count()")).status).toBe(400);
  });

  it("given usages, then they count the networks", async () => {
    await makeVnet(lab, { name: "a", prefixes: ["10.0.0.0/16"] });
    const path = `/subscriptions/${HUB}/providers/Microsoft.Network/locations/${LOCATION}/usages`;
    expect((await lab.call("GET", path)).body.value[0]).toMatchObject({ currentValue: 1, limit: 1000 });
  });
});

function makeCluster(subnetId: string): void {
  lab.cloud.createCluster({
    ...{ subscription: HUB, group: "rg", name: "aks", location: LOCATION },
    networkProfile: {
      ...{ networkPlugin: "azure", networkPluginMode: "overlay", podCidr: "10.244.0.0/16" },
      ...{ serviceCidr: "172.20.0.0/16", dnsServiceIp: "172.20.0.10" },
    },
    agentPools: [{ name: "system", count: 2, vnetSubnetId: subnetId }],
  });
}
