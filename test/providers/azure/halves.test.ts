import { toHalf, toPeering } from "../../../providers/azure/halves.ts";
import { half, peeringPath, vnetBody, vnetPath } from "../../lab/clouds/azure/builders.ts";
import {
  type AzureWorld,
  active,
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

const wide = ["10.0.0.0/16", "10.9.0.0/16", "fd00:1::/48"];

describe("providers/azure/halves", () => {
  it.each([
    { provisioningState: "Updating", peeringState: "Initiated", expected: "making" },
    { provisioningState: "Succeeded", peeringState: "Initiated", expected: "waiting" },
    { provisioningState: "Updating", peeringState: "Connected", expected: "making" },
    { provisioningState: "Succeeded", peeringState: "Connected", expected: "connected" },
    { provisioningState: "Succeeded", peeringState: "Disconnected", expected: "disconnected" },
    { provisioningState: "Failed", peeringState: "Initiated", expected: "failed" },
    { provisioningState: "Canceled", peeringState: "Connected", expected: "failed" },
    { provisioningState: "Deleting", peeringState: "Connected", expected: "leaving" },
  ])("given $provisioningState and $peeringState, then $expected", ({ expected, ...states }) => {
    const given = { ...states, name: "x", remoteVirtualNetwork: { id: vnetPath("b") } };
    expect(toHalf(idOf("a"), given)).toMatchObject({ network: idOf("a"), remote: idOf("b"), state: expected });
  });

  it.each([
    { given: "ours", name: "connection", expected: { phase: "requested", served: true } },
    { given: "another's", name: "theirs", expected: { phase: "requested", served: false } },
  ])(
    "given the requester's half is $given and failed, then it is to be put again, or in the way",
    ({ name, expected }) => {
      const { pair, connection } = world;
      const given = { name: name === "theirs" ? name : connection, remoteVirtualNetwork: { id: pair.accepter } };
      const requester = toHalf(pair.requester, { ...given, provisioningState: "Failed", peeringState: "Initiated" });
      const peering = toPeering(pair, { ...(requester && { requester }) }, () => true);
      expect({ phase: peering?.phase, served: peering?.connection === connection }).toEqual(expected);
    },
  );

  it.each(["requester", "accepter"] as const)(
    "given the %s's half is another's, then ours completes it and theirs stays as it is",
    async (side) => {
      const { pair, connection, lab } = world;
      const [theirs, ours] = side === "requester" ? [pair.requester, pair.accepter] : [pair.accepter, pair.requester];
      await lab.put(`${theirs}/virtualNetworkPeerings/theirs`, half(ours));
      expect(await onlyPeering(world)).toMatchObject({ id: connection, connection });
      const { owned: made, peering } = await join(world);
      expect(made).toEqual(side === "requester" ? owned(world) : []);
      expect(peering).toEqual(active(world));
      const writes = await writesOf(world, () =>
        world.provider.setPeeringOptions(pair, { id: connection, options: { requester: false, accepter: false } }),
      );
      expect(writes).toEqual([]);
      expect(await onlyPeering(world)).toEqual(active(world));
    },
  );

  it("given another's half that does not let us in, then the plan is told", async () => {
    const { lab, provider, pair } = world;
    await lab.put(peeringPath("a", "theirs"), half(vnetPath("b"), { allowVirtualNetworkAccess: false }));
    await join(world);
    await lab.put(vnetPath("b"), {
      location: "westeurope",
      properties: { addressSpace: { addressPrefixes: ["10.1.0.0/16", "10.2.0.0/16"] } },
    });
    const networks = await provider.describeNetworks([pair.requester, pair.accepter]);
    expect(networks.flatMap(({ remarks }) => remarks)).toEqual([
      "theirs of rg/a is not ours and does not let rg/b in",
      "theirs of rg/a is not ours and does not know all addresses of rg/b: its owner has to sync it",
    ]);
  });

  it("given both halves are another's, then it is a conflict that names them, and nothing is written", async () => {
    const { lab, provider, pair, connection } = world;
    await lab.put(peeringPath("a", "to-b"), half(vnetPath("b")));
    await lab.put(peeringPath("b", "to-a"), half(vnetPath("a")));
    const found = await onlyPeering(world);
    expect([found?.id, found?.connection, found?.phase]).toEqual(["to-b", undefined, "active"]);
    for (const verb of [provider.requestPeering, provider.acceptPeering]) {
      const writes = await writesOf(world, () =>
        expect(verb(pair, connection)).rejects.toMatchObject({
          name: "Conflict",
          message: expect.stringMatching(/to-b of .*\/a \(connected\) and to-a of .*\/b \(connected\)/),
        }),
      );
      expect(writes).toEqual([]);
    }
  });

  it("given another's half that is disconnected, then it is a conflict and is not deleted", async () => {
    const { lab, provider, pair, connection } = world;
    await lab.put(peeringPath("a", "theirs"), half(vnetPath("b")));
    await join(world);
    await remove(world, peeringPath("b", connection));
    const found = await onlyPeering(world);
    expect([found?.id, found?.connection]).toEqual(["theirs", undefined]);
    await expect(provider.requestPeering(pair, connection)).rejects.toMatchObject({
      name: "Conflict",
      message: expect.stringContaining("theirs of"),
    });
    expect((await lab.call("GET", peeringPath("a", "theirs"))).status).toBe(200);
  });

  it("given another's half was deleted, then ours is made again", async () => {
    const { lab } = world;
    await lab.put(peeringPath("a", "theirs"), half(vnetPath("b")));
    await join(world);
    await remove(world, peeringPath("a", "theirs"));
    expect((await join(world)).peering).toEqual(active(world));
  });
});

describe("providers/azure/peering-options", () => {
  beforeEach(async () => {
    await join(world);
  });

  it("given a's address space has grown, then b's half is out of date, is synced, and then learned", async () => {
    await grow("a", wide);
    expect(await optionsNow()).toEqual({ a: true, b: false });
    expect(await writesOf(world, mend)).toEqual(["virtualNetworks/virtualNetworkPeerings/write 200"]);
    expect(await optionsNow()).toEqual({ a: true, b: true });
    expect(await world.provider.readImportedPrefixes(idOf("b"), world.pair, world.connection)).toEqual(wide);
  });

  it("given both have grown, then both are synced, one after the other", async () => {
    await grow("a", wide);
    await grow("b", ["10.1.0.0/16", "10.8.0.0/16"]);
    expect(await optionsNow()).toEqual({ a: false, b: false });
    await mend();
    expect(await optionsNow()).toEqual({ a: true, b: true });
  });

  it.each(["before", "after"] as const)(
    "given the sync is killed %s its write, then another run ends it",
    async (when) => {
      await grow("a", wide);
      const action = "virtualNetworks/virtualNetworkPeerings/write";
      world.lab.faults.inject({ action, when, code: "Killed", status: 400 });
      await expect(mend()).rejects.toMatchObject({ name: "Invalid" });
      await mend();
      expect(await optionsNow()).toEqual({ a: true, b: true });
    },
  );

  it.each([
    { given: "forwarded traffic is no longer taken", drift: { allowForwardedTraffic: false } },
    {
      given: "the other network is no longer let in",
      drift: { allowVirtualNetworkAccess: false, allowForwardedTraffic: true },
    },
  ])("given $given, then it is again, and what was set for gateways stays", async ({ drift }) => {
    const { lab, connection } = world;
    await lab.put(peeringPath("a", connection), half(vnetPath("b"), { allowGatewayTransit: true, ...drift }));
    expect(await optionsNow()).toEqual({ a: false, b: true });
    await mend();
    expect(await optionsNow()).toEqual({ a: true, b: true });
    const { body } = await lab.call("GET", peeringPath("a", connection));
    expect(body.properties).toMatchObject({ allowForwardedTraffic: true, allowGatewayTransit: true });
  });

  it("given remote gateways are used by somebody's choice, then a sync leaves that so", async () => {
    const { lab, connection } = world;
    lab.cloud.addGateway(vnetPath("a"), "gw");
    const flags = { allowForwardedTraffic: true };
    await lab.put(peeringPath("a", connection), half(vnetPath("b"), { ...flags, allowGatewayTransit: true }));
    await lab.put(peeringPath("b", connection), half(vnetPath("a"), { ...flags, useRemoteGateways: true }));
    await grow("a", wide);
    await mend();
    const { body } = await lab.call("GET", peeringPath("b", connection));
    expect(body.properties).toMatchObject({ useRemoteGateways: true, peeringSyncLevel: "FullyInSync" });
  });

  it("given somebody writes the half at the same time, then Busy, and nothing of theirs is lost", async () => {
    const { lab } = world;
    await grow("a", wide);
    const action = "virtualNetworks/virtualNetworkPeerings/write";
    lab.faults.inject({ action, when: "before", code: "PreconditionFailed", status: 412 });
    await expect(mendOnce()).rejects.toMatchObject({ name: "Busy" });
  });

  async function grow(name: string, prefixes: readonly string[]) {
    await world.lab.put(vnetPath(name), vnetBody({ prefixes }));
  }

  async function optionsNow() {
    const { provider, pair, connection } = world;
    const { options } = await provider.readPeering(pair, connection);
    const [described] = await provider.describeNetworks([pair.requester, pair.accepter]);
    expect(described?.peerings[0]?.options).toEqual(options);
    return { a: options.requester, b: options.accepter };
  }

  async function mendOnce() {
    const { provider, pair, connection } = world;
    const { options } = await provider.readPeering(pair, connection);
    await provider.setPeeringOptions(pair, { id: connection, options });
  }

  /** As the step does: with the options as they were first read. */
  async function mend() {
    const { provider, pair, connection, lab } = world;
    const { options } = await provider.readPeering(pair, connection);
    await eventually(world, () => provider.setPeeringOptions(pair, { id: connection, options }));
    await lab.clock.settle();
  }
});
