import { half, makeAutoNetwork, makeNetwork, succeed } from "../../lab/clouds/gcp/builders.ts";
import { type GcpWorld, networkId, pairOfPlaces, startGcpWorld } from "./gcp-world.ts";

const secondary = { pods: "10.4.0.0/16", services: "10.5.0.0/20" };
const a = networkId("lab-one/a");
const b = networkId("lab-one/b");

let world: GcpWorld;
beforeEach(async () => {
  world = await startGcpWorld();
  await makeNetwork(world.lab, "lab-one/a", { range: "10.0.0.0/20", secondary });
  await makeNetwork(world.lab, "lab-one/b", { range: "10.1.0.0/20" }, { range: "10.2.0.0/20", region: "europe-west1" });
  world.addCluster("lab-one/a", { "crosspeer-name": "shop", "crosspeer-connect": "pay_post", team: "x" });
});
afterEach(() => world.lab.close());

describe("providers/gcp/networks", () => {
  it("given networks of one project, then they are described with ranges, tags and firewall in four calls", async () => {
    const provider = world.providerWith({ projects: ["lab-one"] });
    const calls = await world.callsOf(async () => {
      expect(await provider.describeNetworks([b, a])).toEqual([
        { id: b, tags: {}, addressSpace: ["10.1.0.0/20", "10.2.0.0/20"], routeTables: [], firewalls: [], peerings: [] },
        {
          ...{ id: a, tags: { "crosspeer:name": "shop", "crosspeer:connect": "pay post" }, routeTables: [] },
          addressSpace: ["10.0.0.0/20", "10.4.0.0/16", "10.5.0.0/20"],
          firewalls: [{ id: "a", cluster: "shop", rules: [], ruleCount: 0 }],
          peerings: [],
        },
      ]);
    });
    expect(calls.toSorted()).toEqual([
      ...["clusters.list lab-one", "firewalls.list lab-one", "networks.list lab-one"],
      "subnetworks.aggregatedList lab-one",
    ]);
  });

  it("given networks of two projects, then each is read once and both see the same peering", async () => {
    await makeNetwork(world.lab, "lab-two/c", { range: "10.3.0.0/20" });
    const pair = pairOfPlaces("lab-one/a", "lab-two/c");
    await succeed(world.lab, "POST", ...half("lab-one/a", "lab-two/c", { name: pair.connection }));
    const calls = await world.callsOf(async () => {
      const found = await world.provider.describeNetworks([pair.requester, pair.accepter]);
      for (const { peerings } of found) {
        expect(peerings).toEqual([
          {
            ...{ id: pair.connection, connection: pair.connection, phase: "offered" },
            ...{ requester: pair.requester, accepter: pair.accepter },
            options: { requester: false, accepter: true },
            message: expect.stringContaining("Waiting for peer network to connect"),
          },
        ]);
      }
    });
    expect(calls).toHaveLength(8);
  });

  it.each([
    { given: "a half that waits for one we did not read", both: false, name: "theirs", phase: "offered", ours: true },
    { given: "another's half that is active", both: true, name: "theirs", phase: "active", ours: false },
    { given: "our half that is active", both: true, name: "", phase: "active", ours: true },
  ])("given $given, then it is judged by itself", async ({ both, name, phase, ours }) => {
    await makeNetwork(world.lab, "lab-two/c", { range: "10.3.0.0/20" });
    const { connection } = pairOfPlaces("lab-one/a", "lab-two/c");
    await succeed(world.lab, "POST", ...half("lab-one/a", "lab-two/c", { name: name || connection }));
    if (both) await succeed(world.lab, "POST", ...half("lab-two/c", "lab-one/a"));
    const [described] = await world.provider.describeNetworks([a]);
    expect(described?.peerings).toMatchObject([{ phase, id: ours ? connection : name }]);
    expect(described?.peerings[0]?.connection).toBe(ours ? connection : undefined);
  });

  it("given an auto mode network, then its block is in its address space", async () => {
    await makeAutoNetwork(world.lab, "lab-one/auto");
    const [described] = await world.provider.describeNetworks([networkId("lab-one/auto")]);
    expect(described?.addressSpace[0]).toBe("10.128.0.0/9");
  });

  it("given pages of one, then nothing is lost", async () => {
    const whole = await world.provider.describeNetworks([a, b]);
    expect(await world.providerWith({ pageSize: 1 }).describeNetworks([a, b])).toEqual(whole);
  });

  it("given a network that does not exist, then it is left out", async () => {
    const ghost = networkId("lab-one/ghost");
    expect(await world.provider.describeNetworks([ghost])).toEqual([]);
    expect((await world.provider.describeNetworks([ghost, a])).map(({ id }) => id)).toEqual([a]);
  });

  it("given a project whose networks cannot be read, then it hides only its own networks", async () => {
    await makeNetwork(world.lab, "lab-two/c", { range: "10.3.0.0/20" });
    const c = networkId("lab-two/c");
    const refused = { code: "forbidden", message: "Required 'compute.networks.get' permission" };
    world.lab.world.faults.inject({ when: "before", action: "networks.get", account: "lab-two", times: 9, ...refused });
    const { networks, unread } = await world.provider.surveyNetworks([a, c]);
    expect(networks.map(({ id }) => id)).toEqual([a]);
    expect([...unread]).toEqual([[c, expect.objectContaining({ name: "Refused" })]]);
    await expect(world.provider.describeNetworks([a, c])).rejects.toMatchObject({ name: "Refused" });
  });

  it("given another project's clusters cannot be read just now, then no network may look as if it had no labels", async () => {
    world.lab.world.faults.inject({
      when: "before",
      action: "clusters.list",
      account: "lab-two",
      status: 503,
      times: 9,
    });
    const { unread } = await world.provider.surveyNetworks([a]);
    expect([...unread]).toEqual([[a, expect.objectContaining({ name: "Throttled" })]]);
  });

  it("given routes are asked for, then there are none to read or change", async () => {
    expect([...(await world.provider.readRouteTables([a]))]).toEqual([[a, []]]);
    expect(await world.provider.applyRoutes(a, "cx", [])).toEqual([]);
  });
});

describe("providers/gcp/networks: tags", () => {
  it.each([
    { given: "a network with a cluster", place: "lab-one/a", expected: { "crosspeer:name": "shop" } },
    { given: "a network without clusters", place: "lab-one/b", expected: {} },
  ])("given $given, then its tags are $expected", async ({ place, expected }) => {
    expect(await world.provider.readTags(networkId(place))).toMatchObject(expected);
  });

  it("given no such network, then undefined", async () => {
    expect(await world.provider.readTags(networkId("lab-one/ghost"))).toBeUndefined();
  });

  it("given clusters that differ, then their values stand side by side", async () => {
    world.addCluster("lab-one/a", { "crosspeer-name": "till", "crosspeer-connect": "pay" }, { name: "till" });
    const tags = await world.provider.readTags(a);
    expect(tags).toEqual({ "crosspeer:name": "shop till", "crosspeer:connect": "pay post" });
  });

  it("given a project, then the networks whose clusters say something to us", async () => {
    await makeNetwork(world.lab, "lab-one/quiet", {
      range: "10.7.0.0/20",
      secondary: { pods: "10.8.0.0/16", services: "10.9.0.0/20" },
    });
    world.addCluster("lab-one/quiet", { team: "x" }, { name: "quiet" });
    const place = { account: "lab-one", region: "global" };
    expect(await world.provider.listNetworks(place)).toEqual([
      { id: a, tags: { "crosspeer:name": "shop", "crosspeer:connect": "pay post" } },
    ]);
    expect(await world.provider.listNetworks({ ...place, account: "lab-two" })).toEqual([]);
  });

  it("given several ask at once, then each project's clusters are listed once", async () => {
    const calls = await world.callsOf(() =>
      Promise.all([
        world.provider.listNetworks({ account: "lab-one", region: "global" }),
        world.provider.listNetworks({ account: "lab-two", region: "global" }),
        world.provider.readTags(a),
      ]),
    );
    expect(calls.toSorted()).toEqual(["clusters.list lab-one", "clusters.list lab-two"]);
  });
});
