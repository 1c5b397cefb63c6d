import { half, makeVnet, peeringPath } from "../../lab/clouds/azure/builders.ts";
import {
  type AzureWorld,
  active,
  callsOf,
  eventually,
  idOf,
  join,
  onlyPeering,
  owned,
  remove,
  startAzureWorld,
  writesOf,
} from "./azure-world.ts";

let world: AzureWorld;

beforeEach(async () => {
  world = await startAzureWorld();
});

afterEach(() => world.lab.stop());

describe("providers/azure/peerings", () => {
  it("given two networks, then both halves are made, one after the other, and are ours", async () => {
    const { provider, lab, pair, connection } = world;
    const asked = await provider.requestPeering(pair, connection);
    expect(asked).toMatchObject({ id: connection, connection, phase: "requested" });
    await expect(provider.acceptPeering(pair, connection)).rejects.toMatchObject({ name: "NotYetVisible" });
    await lab.clock.settle();
    expect(await provider.readPeering(pair, connection)).toMatchObject({ phase: "offered" });
    expect(await provider.acceptPeering(pair, connection)).toEqual(owned(world));
    expect(await provider.readPeering(pair, connection)).toMatchObject({ phase: "provisioning" });
    await lab.clock.settle();
    expect(await provider.readPeering(pair, connection)).toEqual(active(world));
    const { body } = await lab.call("GET", peeringPath("a", connection));
    expect(body.properties).toMatchObject({
      ...{ allowVirtualNetworkAccess: true, allowForwardedTraffic: true },
      ...{ allowGatewayTransit: false, useRemoteGateways: false, remoteVirtualNetwork: { id: idOf("b") } },
    });
  });

  it("given they are joined, then asking again reads and writes nothing", async () => {
    const { provider, pair, connection } = world;
    await join(world);
    const calls = await callsOf(world, async () => {
      expect(await provider.requestPeering(pair, connection)).toEqual(active(world));
      expect(await provider.acceptPeering(pair, connection)).toEqual(owned(world));
      await provider.setPeeringOptions(pair, { id: connection, options: { requester: true, accepter: true } });
    });
    expect(calls).toEqual(Array(4).fill("virtualNetworks/read 200"));
  });

  it("given nothing was asked for, then there is no peering to read", async () => {
    const { provider, pair, connection } = world;
    await expect(provider.readPeering(pair, connection)).rejects.toMatchObject({ name: "NotYetVisible" });
    expect(await provider.readImportedPrefixes(pair.requester, pair, connection)).toEqual([]);
  });

  it("given they are joined, then each has learned the other's prefixes", async () => {
    const { provider, pair, connection } = world;
    await join(world);
    expect(await provider.readImportedPrefixes(idOf("a"), pair, connection)).toEqual(["10.1.0.0/16"]);
    expect(await provider.readImportedPrefixes(idOf("b"), pair, connection)).toEqual(["10.0.0.0/16"]);
  });

  it.each(["before", "after"] as const)(
    "given the work is killed %s any call, then another run ends the same",
    async (when) => {
      const calls = (await callsOf(world, () => join(world))).length;
      expect(calls).toBeGreaterThan(6);
      for (let skip = 0; skip < calls; skip++) {
        await removeBoth();
        world.lab.faults.inject({ service: "Microsoft.Network", skip, when, code: "Killed", status: 400 });
        await expect(join(world)).rejects.toMatchObject({ name: "Invalid" });
        world.lab.faults.clear();
        expect(await join(world)).toEqual({ owned: owned(world), peering: active(world) });
      }
    },
  );

  it("given an answer is lost, then the same call is made again and finds the lock", async () => {
    const { provider, pair, connection, lab } = world;
    lab.faults.inject({ action: "virtualNetworks/virtualNetworkPeerings/write", when: "after" });
    const asked = () => provider.requestPeering(pair, connection);
    await expect(asked()).rejects.toMatchObject({ name: "Busy", message: expect.stringContaining("AnotherOperation") });
    await lab.clock.settle();
    expect(await asked()).toMatchObject({ phase: "offered" });
  });

  it.each(["a", "b"])("given somebody deleted our half in %s, then both are deleted and made again", async (name) => {
    const { connection, lab } = world;
    await join(world);
    await remove(world, peeringPath(name, connection));
    const found = await onlyPeering(world);
    expect([found?.connection, found?.phase === "active"]).toEqual([connection, false]);
    const other = name === "a" ? "b" : "a";
    const writes = await writesOf(world, async () => {
      expect((await join(world)).peering).toEqual(active(world));
    });
    expect(writes.filter((write) => write.includes("delete"))).toEqual([
      "virtualNetworks/virtualNetworkPeerings/delete 202",
    ]);
    expect((await lab.call("GET", peeringPath(other, connection))).body.properties.peeringState).toBe("Connected");
  });

  it.each(["before", "after"] as const)(
    "given the repair is killed %s its deletion, then another run ends the same",
    async (when) => {
      const { connection, lab } = world;
      await join(world);
      await remove(world, peeringPath("a", connection));
      lab.faults.inject({ action: "virtualNetworks/virtualNetworkPeerings/delete", when, code: "Killed", status: 400 });
      await expect(join(world)).rejects.toMatchObject({ name: "Invalid" });
      expect((await join(world)).peering).toEqual(active(world));
    },
  );

  it("given our half was deleted while it waited, and only the accepter's is there, then it is made again", async () => {
    const { provider, lab, pair, connection } = world;
    await lab.put(`${pair.accepter}/virtualNetworkPeerings/${connection}`, half(pair.requester));
    await eventually(world, () => provider.acceptPeering(pair, connection));
    await lab.clock.settle();
    expect(await provider.readPeering(pair, connection)).toMatchObject({ phase: "active", connection });
  });

  it("given our half was deleted between request and accept, then it is made again", async () => {
    const { provider, lab, pair, connection } = world;
    await provider.requestPeering(pair, connection);
    await lab.clock.settle();
    await remove(world, `${pair.requester}/virtualNetworkPeerings/${connection}`);
    await eventually(world, () => provider.acceptPeering(pair, connection));
    await lab.clock.settle();
    expect(await provider.readPeering(pair, connection)).toEqual(active(world));
  });

  it("given a half is being deleted, then Busy", async () => {
    const { provider, lab, pair, connection } = world;
    await join(world);
    await lab.call("DELETE", peeringPath("a", connection));
    await expect(provider.requestPeering(pair, connection)).rejects.toMatchObject({ name: "Busy" });
    await lab.clock.settle();
  });

  it.each([
    { given: "its own network is being written", busy: "requester", name: "Busy" },
    { given: "the other network is being written", busy: "accepter", name: "Busy" },
  ] as const)("given $given, then $name", async ({ busy, name }) => {
    const { provider, lab, pair, connection } = world;
    const addressPrefix = pair[busy].endsWith("a") ? "10.0.0.0/24" : "10.1.0.0/24";
    await lab.call("PUT", `${pair[busy]}/subnets/s`, { properties: { addressPrefix } });
    await expect(provider.requestPeering(pair, connection)).rejects.toMatchObject({ name });
    await lab.clock.settle();
    expect(await provider.requestPeering(pair, connection)).toMatchObject({ phase: "requested" });
  });

  it("given networks that overlap, then Overlap", async () => {
    await makeVnet(world.lab, { name: "c", prefixes: ["10.0.128.0/17"] });
    await expect(world.provider.requestPeering(other("c"), world.connection)).rejects.toMatchObject({
      name: "Overlap",
    });
  });

  it("given a network that is not there, then Invalid says so", async () => {
    await expect(world.provider.requestPeering(other("none"), world.connection)).rejects.toMatchObject({
      name: "Invalid",
      message: `${idOf("none")} does not exist`,
    });
  });

  function other(name: string) {
    return { requester: idOf("a"), accepter: idOf(name) };
  }

  async function removeBoth() {
    for (const name of ["a", "b"]) await remove(world, peeringPath(name, world.connection));
  }
});
