import { networkPath, succeed } from "../../lab/clouds/gcp/builders.ts";
import {
  build,
  finish,
  name,
  near,
  nearAsn,
  objectsOf,
  regionPath,
  routerPath,
  sessionsOf,
  startVpnWorld,
  towardsAws,
  towardsAzure,
  tunnelNames,
  type VpnWorld,
  writesOf,
} from "./gcp-vpn.ts";

let world: VpnWorld;
beforeEach(async () => {
  world = await startVpnWorld();
});
afterEach(() => world.lab.close());

const aws = towardsAws();
const azure = towardsAzure();
const removeAws = () => world.provider.removeTunnels(near, aws.connection);
const removeGateway = () => world.provider.removeGateway(near);
const nothing = { routers: [], vpnGateways: [], vpnTunnels: [], externalVpnGateways: [] };

describe("providers/gcp/remove-vpn", () => {
  it("given nothing, then it is done at once and nothing is written", async () => {
    const writes = await writesOf(world, async () => {
      expect(await removeAws()).toEqual({ done: true, wait: 0, owned: [] });
      expect(await removeGateway()).toEqual({ done: true, wait: 0, owned: [] });
    });
    expect(writes).toEqual([]);
  });

  it("given one of two connections, then its own things go and the other's stay", async () => {
    await build(world, aws);
    await build(world, azure);
    await finish(world, removeAws);
    expect(await sessionsOf(world)).toEqual({ interfaces: tunnelNames(azure), bgpPeers: tunnelNames(azure) });
    expect(await objectsOf(world)).toEqual({
      ...{ routers: [name], vpnGateways: [name], vpnTunnels: tunnelNames(azure) },
      externalVpnGateways: [azure.connection],
    });
    expect(await world.provider.buildTunnels(azure, async () => "unused")).toMatchObject({ done: true });
  });

  it("given the last connection, then the gateway goes as well", async () => {
    await build(world, aws);
    expect(await writesOf(world, removeGateway)).toEqual([]);
    await finish(world, removeAws);
    expect(await sessionsOf(world)).toEqual({ interfaces: [], bgpPeers: [] });
    await finish(world, removeGateway);
    expect(await objectsOf(world)).toEqual(nothing);
    expect(await world.provider.readGateway(near)).toBeUndefined();
  });

  it.each(["before", "after"] as const)("given a run is killed %s any write, then others end it", async (when) => {
    await build(world, aws);
    const writes = [
      ["routers.update", 0],
      ...[0, 1, 2, 3].map((skip) => ["vpnTunnels.delete", skip] as const),
      ["externalVpnGateways.delete", 0],
      ["routers.delete", 0],
      ["vpnGateways.delete", 0],
    ] as const;
    for (const [action, skip] of writes) {
      world.lab.world.faults.clear();
      world.lab.world.faults.inject({ when, action, skip, code: "Killed", status: 400 });
      const { done } = await removeAws().catch(() => ({ done: false }));
      if (done) await removeGateway().catch(() => undefined);
      await world.settle();
    }
    world.lab.world.faults.clear();
    await finish(world, removeAws);
    await finish(world, removeGateway);
    expect(await objectsOf(world)).toEqual(nothing);
  });

  it("given a call that comes too soon, then nothing is begun twice", async () => {
    await build(world, aws);
    const writes = await writesOf(world, async () => {
      for (let step = 0; step < 3; step++) {
        await removeAws();
        await removeAws();
        await world.settle();
      }
      await removeGateway();
      await removeGateway();
      await world.settle();
    });
    expect(writes.toSorted()).toEqual(
      [
        ...["externalVpnGateways.delete lab-one", "routers.delete lab-one", "routers.update lab-one"],
        ...["vpnGateways.delete lab-one", ...new Array(4).fill("vpnTunnels.delete lab-one")],
      ].toSorted(),
    );
    expect(await objectsOf(world)).toEqual(nothing);
  });

  it("given it was built, taken away and built again, then it is there", async () => {
    await build(world, aws);
    await finish(world, removeAws);
    await finish(world, removeGateway);
    await build(world, aws);
    expect(await objectsOf(world)).toMatchObject({ routers: [name], vpnTunnels: tunnelNames(aws) });
  });
});

describe("providers/gcp/remove-vpn: what is half gone or used", () => {
  it("given what is left of the far gateway alone, then it goes too", async () => {
    const interfaces = [0, 1].map((id) => ({ id, ipAddress: `198.51.100.${id}` }));
    const external = { name: aws.connection, redundancyType: "TWO_IPS_REDUNDANCY", interfaces };
    await succeed(world.lab, "POST", "lab-one/global/externalVpnGateways", external);
    await finish(world, removeAws);
    expect(await objectsOf(world)).toEqual(nothing);
  });

  it.each(["routers", "vpnGateways"])("given what is left among the %s alone, then it goes", async (collection) => {
    const bgp = collection === "routers" ? { bgp: { asn: nearAsn } } : {};
    const body = { name, network: networkPath("lab-one/a"), ...bgp };
    await succeed(world.lab, "POST", `${regionPath}/${collection}`, body);
    await finish(world, removeGateway);
    expect(await objectsOf(world)).toEqual(nothing);
  });

  it("given somebody else's tunnel at our gateway, then the gateway stays", async () => {
    await build(world, aws);
    await succeed(world.lab, "POST", "lab-one/global/externalVpnGateways", {
      ...{ name: "theirs", redundancyType: "SINGLE_IP_INTERNALLY_REDUNDANT" },
      interfaces: [{ id: 0, ipAddress: "198.51.100.1" }],
    });
    await succeed(world.lab, "POST", `${regionPath}/vpnTunnels`, {
      ...{ name: "theirs", sharedSecret: "x", router: `projects/${routerPath}` },
      vpnGateway: `projects/${regionPath}/vpnGateways/${name}`,
      peerExternalGateway: "projects/lab-one/global/externalVpnGateways/theirs",
    });
    await finish(world, removeAws);
    expect(await removeGateway()).toMatchObject({ done: true });
    expect(await objectsOf(world)).toEqual({
      ...{ routers: [name], vpnGateways: [name], vpnTunnels: ["theirs"], externalVpnGateways: ["theirs"] },
    });
  });
});
