import { half, makeNetwork, networkPath, succeed } from "../../lab/clouds/gcp/builders.ts";
import { type GcpWorld, pairOfPlaces, startGcpWorld, until } from "./gcp-world.ts";

const pair = pairOfPlaces("lab-one/a", "lab-two/b");
const { connection } = pair;

let world: GcpWorld;
beforeEach(async () => {
  world = await startGcpWorld();
  await makeNetwork(world.lab, "lab-one/a", { range: "10.0.0.0/20" });
  await makeNetwork(world.lab, "lab-two/b", { range: "10.1.0.0/20", secondary: { pods: "10.5.0.0/16" } });
});
afterEach(() => world.lab.close());

async function join(names: readonly [string, string], flags: object): Promise<void> {
  await succeed(world.lab, "POST", ...half("lab-one/a", "lab-two/b", { name: names[0], ...flags }));
  await succeed(world.lab, "POST", ...half("lab-two/b", "lab-one/a", { name: names[1], ...flags }));
}

async function flagsIn(place: string) {
  const { body } = await world.lab.ask("GET", networkPath(place).replace("projects/", ""));
  const { exportCustomRoutes, importCustomRoutes, importSubnetRoutesWithPublicIp } = body.peerings[0];
  return [exportCustomRoutes, importCustomRoutes, importSubnetRoutesWithPublicIp];
}

const read = () => world.provider.readPeering(pair, connection);
const repair = async () => world.provider.setPeeringOptions(pair, await read());

describe("providers/gcp/peering-options", () => {
  it("given flags that somebody changed, then they are told and set right, one half after the other", async () => {
    await join([connection, connection], {});
    expect((await read()).options).toEqual({ requester: false, accepter: false });
    const calls = await world.callsOf(() => until(world, repair));
    const updates = calls.filter((call) => call.startsWith("networks.updatePeering"));
    expect(updates).toEqual(["networks.updatePeering lab-one", "networks.updatePeering lab-two"]);
    expect((await read()).options).toEqual({ requester: true, accepter: true });
    expect([await flagsIn("lab-one/a"), await flagsIn("lab-two/b")]).toEqual(Array(2).fill([true, true, true]));
  });

  it("given an update is under way, then NotYetVisible and no second one", async () => {
    await join([connection, connection], {});
    const { options } = await read();
    const calls = await world.callsOf(async () => {
      for (const _ of [1, 2]) {
        await expect(world.provider.setPeeringOptions(pair, { id: connection, options })).rejects.toMatchObject({
          ...{
            name: "NotYetVisible",
            message: expect.stringContaining(`the flags of ${connection} in projects/lab-one`),
          },
        });
      }
    });
    expect(calls.filter((call) => call.startsWith("networks.updatePeering"))).toHaveLength(1);
    await world.settle();
  });

  it("given another's half with other flags, then they are theirs", async () => {
    await join(["theirs", connection], {});
    expect((await read()).options).toEqual({ requester: true, accepter: false });
    await until(world, repair);
    expect(await flagsIn("lab-one/a")).toEqual([false, false, false]);
    expect(await flagsIn("lab-two/b")).toEqual([true, true, true]);
  });

  it("given all is as wanted, then nothing is asked", async () => {
    const options = { requester: true, accepter: true };
    const calls = await world.callsOf(() => world.provider.setPeeringOptions(pair, { id: connection, options }));
    expect(calls).toEqual([]);
  });

  it("given the network is busy with another's operation, then Busy", async () => {
    await join([connection, connection], {});
    const { options } = await read();
    await world.lab.ask("POST", ...half("lab-one/a", "lab-two/x"));
    const repairing = world.provider.setPeeringOptions(pair, { id: connection, options });
    await expect(repairing).rejects.toMatchObject({ name: "Busy" });
    await world.settle();
  });
});

describe("providers/gcp/peering-routes", () => {
  const learned = (network = pair.requester) => world.provider.readImportedPrefixes(network, pair, connection);

  it("given an active peering, then each side has learned the other's ranges, those of pods too", async () => {
    await join([connection, "theirs"], {});
    expect(await learned()).toEqual(["10.1.0.0/20", "10.5.0.0/16"]);
    expect(await learned(pair.accepter)).toEqual(["10.0.0.0/20"]);
  });

  it("given a peer in auto mode, then its whole block counts as learned with its subnets", async () => {
    await succeed(world.lab, "POST", "lab-two/global/networks", { name: "auto", autoCreateSubnetworks: true });
    const auto = pairOfPlaces("lab-one/a", "lab-two/auto");
    await succeed(world.lab, "POST", ...half("lab-one/a", "lab-two/auto", { name: auto.connection }));
    await succeed(world.lab, "POST", ...half("lab-two/auto", "lab-one/a", { name: auto.connection }));
    const prefixes = await world.provider.readImportedPrefixes(auto.requester, auto, auto.connection);
    expect(prefixes?.[0]).toBe("10.128.0.0/9");
    expect(prefixes?.length).toBeGreaterThan(10);
  });

  it.each([
    { given: "one half only", make: () => succeed(world.lab, "POST", ...half("lab-one/a", "lab-two/b")) },
    { given: "no half", make: async () => {} },
  ])("given $given, then nothing is learned", async ({ make }) => {
    await make();
    expect(await learned()).toEqual([]);
  });

  it("given pages, then all of them are read", async () => {
    await join([connection, connection], {});
    const provider = world.providerWith({ pageSize: 1 });
    expect(await provider.readImportedPrefixes(pair.requester, pair, connection)).toHaveLength(2);
  });
});
