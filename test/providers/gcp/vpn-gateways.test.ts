import { makeNetwork, networkPath, succeed } from "../../lab/clouds/gcp/builders.ts";
import {
  finish,
  name,
  near,
  nearAsn,
  objectsOf,
  regionPath,
  routerOf,
  startVpnWorld,
  towardsAws,
  towardsAzure,
  type VpnWorld,
  writesOf,
} from "./gcp-vpn.ts";
import { networkId } from "./gcp-world.ts";

let world: VpnWorld;
beforeEach(async () => {
  world = await startVpnWorld();
});
afterEach(() => world.lab.close());

describe("providers/gcp/vpn-gateways", () => {
  it("given a network without a gateway, then there is none to read", async () => {
    expect(await world.provider.readGateway(near)).toBeUndefined();
  });

  it("given a network without a gateway, then router and gateway are begun at once, and ready when both are", async () => {
    const { provider } = world;
    const first = await provider.buildGateway(towardsAws());
    const owned = [{ kind: "gateway", id: name, network: near }];
    expect(first).toMatchObject({ done: false, wait: 10, owned, gateway: { phase: "building", addresses: [] } });
    expect(await writesOf(world, () => provider.buildGateway(towardsAws()))).toEqual([]);
    await world.settle();
    const last = await provider.buildGateway(towardsAws());
    expect(last).toEqual({
      ...{ done: true, wait: 0, owned },
      gateway: {
        ...{ id: name, network: near, ours: true, asn: nearAsn, phase: "ready", inside: [] },
        addresses: [expect.stringMatching(/^198\.18\./), expect.stringMatching(/^198\.18\./)],
      },
    });
    expect(await provider.readGateway(near)).toEqual(last.gateway);
  });

  it("given a router of ours, then it tells all subnets and has the planned ASN", async () => {
    await finish(world, () => world.provider.buildGateway(towardsAws()));
    expect(await routerOf(world)).toMatchObject({
      ...{ name, network: expect.stringMatching(/\/networks\/a$/) },
      bgp: { asn: nearAsn, advertiseMode: "CUSTOM", advertisedGroups: ["ALL_SUBNETS"], keepaliveInterval: 20 },
    });
  });

  it("given a gateway that is there, then another connection writes nothing", async () => {
    await finish(world, () => world.provider.buildGateway(towardsAws()));
    for (const end of [towardsAws(), towardsAzure()]) {
      expect(await writesOf(world, () => world.provider.buildGateway(end))).toEqual([]);
    }
  });

  it.each([
    { given: "before the router is asked for", when: "before", action: "routers.insert" },
    { given: "after it", when: "after", action: "routers.insert" },
    { given: "before the gateway is asked for", when: "before", action: "vpnGateways.insert" },
    { given: "after it", when: "after", action: "vpnGateways.insert" },
  ] as const)("given a run is killed $given, then the next one ends it, with one of each", async ({ when, action }) => {
    world.lab.world.faults.inject({ when, action, code: "Killed", status: 400 });
    await expect(world.provider.buildGateway(towardsAws())).rejects.toThrow();
    await finish(world, () => world.provider.buildGateway(towardsAws()));
    expect(await objectsOf(world)).toMatchObject({ routers: [name], vpnGateways: [name] });
  });
});

describe("providers/gcp/vpn-gateways: the region", () => {
  it.each([
    { given: "clusters in several regions", cluster: "asia-east1-b", expected: "asia-east1" },
    { given: "a regional cluster", cluster: "europe-west1", expected: "europe-west1" },
  ])("given $given, then the first by name", async ({ cluster, expected }) => {
    await makeSubnet(expected);
    world.addCluster("lab-one/a", {}, { name: "other", location: cluster, subnetwork: "more" });
    expect(await regionOfGateway("a")).toBe(expected);
  });

  it("given no cluster, then the first that has a subnet", async () => {
    await makeNetwork(
      world.lab,
      "lab-one/b",
      { range: "10.2.0.0/20", region: "us-east1" },
      { range: "10.3.0.0/20", region: "europe-west1" },
    );
    expect(await regionOfGateway("b")).toBe("europe-west1");
  });

  it("given neither, then Invalid", async () => {
    await makeNetwork(world.lab, "lab-one/b");
    await expect(world.provider.buildGateway(endOf("b"))).rejects.toMatchObject({ name: "Invalid" });
  });

  it.each(["routers", "vpnGateways"])("given ours among the %s of a region, then it decides", async (collection) => {
    const body = {
      name,
      network: networkPath("lab-one/a"),
      ...(collection === "routers" ? { bgp: { asn: nearAsn } } : {}),
    };
    await succeed(world.lab, "POST", `lab-one/regions/us-west1/${collection}`, body);
    expect(await world.provider.readGateway(near)).toMatchObject({ phase: "building" });
    expect(await regionOfGateway("a")).toBe("us-west1");
  });
});

describe("providers/gcp/vpn-gateways: what others made", () => {
  it.each(["routers", "vpnGateways"])(
    "given one of that name among the %s of another network, then Conflict",
    async (kind) => {
      await makeNetwork(world.lab, "lab-one/b", { range: "10.2.0.0/20" });
      const bgp = kind === "routers" ? { bgp: { asn: nearAsn } } : {};
      await succeed(world.lab, "POST", `${regionPath}/${kind}`, { name, network: networkPath("lab-one/b"), ...bgp });
      await expect(world.provider.buildGateway(towardsAws())).rejects.toMatchObject({
        ...{ name: "Conflict", message: expect.stringMatching(/ belongs to .*\/networks\/b: delete it$/) },
      });
    },
  );

  it("given our router with another ASN, then Conflict says both", async () => {
    const router = { name, network: networkPath("lab-one/a"), bgp: { asn: 64_999 } };
    await succeed(world.lab, "POST", `${regionPath}/routers`, router);
    await expect(world.provider.buildGateway(towardsAws())).rejects.toMatchObject({
      ...{ name: "Conflict", message: expect.stringContaining(`has asn 64999 instead of ${nearAsn}`) },
    });
  });

  it.each([
    { given: "too many operations", fault: { code: "rateLimitExceeded" }, expected: "Throttled" },
    { given: "no permission", fault: { code: "forbidden" }, expected: "Refused" },
    { given: "somebody quicker", fault: { code: "alreadyExists" }, expected: "NotYetVisible" },
    { given: "a network not ready", fault: { code: "resourceNotReady", message: "is not ready" }, expected: "Busy" },
  ])("given $given, then $expected", async ({ fault, expected }) => {
    world.lab.world.faults.inject({ when: "before", action: "vpnGateways.insert", ...fault });
    await expect(world.provider.buildGateway(towardsAws())).rejects.toMatchObject({ name: expected });
  });
});

function endOf(network: string) {
  const end = towardsAws();
  return { ...end, near: { ...end.near, network: networkId(`lab-one/${network}`) } };
}

async function makeSubnet(region: string): Promise<void> {
  await succeed(world.lab, "POST", `lab-one/regions/${region}/subnetworks`, {
    ...{ name: "more", network: networkPath("lab-one/a"), ipCidrRange: "10.6.0.0/20" },
    secondaryIpRanges: [
      { rangeName: "pods", ipCidrRange: "10.7.0.0/20" },
      { rangeName: "services", ipCidrRange: "10.7.16.0/20" },
    ],
  });
}

/** Where the gateway is made, as the address of the only one says. */
async function regionOfGateway(network: string): Promise<string> {
  await finish(world, () => world.provider.buildGateway(endOf(network)));
  const { body } = await world.lab.ask("GET", "lab-one/aggregated/vpnGateways");
  const scopes = Object.entries<{ vpnGateways?: unknown[] }>(body.items);
  const found = scopes.flatMap(([scope, { vpnGateways = [] }]) => vpnGateways.map(() => scope.replace("regions/", "")));
  expect(found).toHaveLength(1);
  return found[0] ?? "";
}
