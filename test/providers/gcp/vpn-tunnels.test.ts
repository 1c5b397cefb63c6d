import { succeed } from "../../lab/clouds/gcp/builders.ts";
import {
  build,
  finish,
  name,
  near,
  objectsOf,
  readKey,
  regionPath,
  routerOf,
  routerPath,
  sessionsOf,
  startVpnWorld,
  towardsAws,
  towardsAzure,
  tunnelNames,
  type VpnWorld,
  writesOf,
} from "./gcp-vpn.ts";
import { until } from "./gcp-world.ts";

let world: VpnWorld;
beforeEach(async () => {
  world = await startVpnWorld();
});
afterEach(() => world.lab.close());

const aws = towardsAws();
const azure = towardsAzure();
const buildAws = () => world.provider.buildTunnels(aws, readKey);
const buildAzure = () => world.provider.buildTunnels(azure, readKey);

describe("providers/gcp/vpn-tunnels", () => {
  it("given no gateway yet, then nothing is begun", async () => {
    const writes = await writesOf(world, async () => {
      expect(await buildAws()).toMatchObject({ done: false, owned: [], outside: new Array(4).fill(undefined) });
    });
    expect(writes).toEqual([]);
  });

  it.each([
    { given: "AWS", end: aws, redundancyType: "FOUR_IPS_REDUNDANCY", members: [0, 0, 1, 1] },
    { given: "Azure", end: azure, redundancyType: "TWO_IPS_REDUNDANCY", members: [0, 1] },
  ])(
    "given $given at the far end, then its gateway, tunnels and sessions are as planned",
    async ({ end, ...expected }) => {
      const { gateway, tunnels } = await build(world, end);
      expect(tunnels).toEqual({
        ...{ done: true, wait: 0, outside: expected.members.map((member) => gateway.addresses[member]) },
        owned: [`externalVpnGateways/${end.connection}`, ...tunnelNames(end).map((one) => `vpnTunnels/${one}`)].map(
          (id) => ({ kind: "tunnel", id, network: near }),
        ),
      });
      const external = await world.lab.ask("GET", `lab-one/global/externalVpnGateways/${end.connection}`);
      expect(external.body).toMatchObject({
        redundancyType: expected.redundancyType,
        interfaces: end.tunnels.map(({ index, farOutside }) => ({ id: index, ipAddress: farOutside })),
      });
      for (const { index } of end.tunnels) {
        const { body } = await world.lab.ask("GET", `${regionPath}/vpnTunnels/${end.connection}-${index}`);
        expect(body).toMatchObject({
          ...{ vpnGatewayInterface: expected.members[index], peerExternalGatewayInterface: index, ikeVersion: 2 },
          ...{ vpnGateway: expect.stringMatching(`/${name}$`), router: expect.stringMatching(`/${name}$`) },
        });
      }
      const { interfaces, bgpPeers } = await routerOf(world);
      expect(interfaces).toMatchObject(
        end.tunnels.map((tunnel) => ({
          ...{ name: `${end.connection}-${tunnel.index}`, ipRange: `${tunnel.near.address}/30` },
          linkedVpnTunnel: expect.stringMatching(`/vpnTunnels/${end.connection}-${tunnel.index}$`),
        })),
      );
      expect(bgpPeers).toMatchObject(
        end.tunnels.map((tunnel) => ({
          ...{ name: `${end.connection}-${tunnel.index}`, interfaceName: `${end.connection}-${tunnel.index}` },
          ...{ ipAddress: tunnel.near.address, peerIpAddress: tunnel.far.address, peerAsn: end.far.asn },
        })),
      );
      expect((await world.provider.readGateway(near))?.inside).toEqual(end.tunnels.map(({ inside }) => inside));
    },
  );

  it("given all is built, then a second run writes nothing", async () => {
    await build(world, aws);
    const writes = await writesOf(world, async () => {
      expect(await world.provider.buildGateway(aws)).toMatchObject({ done: true });
      expect(await buildAws()).toMatchObject({ done: true });
      expect(await world.provider.propagateRoutes(aws)).toEqual([]);
    });
    expect(writes).toEqual([]);
  });

  it.each(["before", "after"] as const)(
    "given a run is killed %s any write, then others end it, with one of each",
    async (when) => {
      await finish(world, () => world.provider.buildGateway(aws));
      const writes = [
        ["externalVpnGateways.insert", 0],
        ...[0, 1, 2, 3].map((skip) => ["vpnTunnels.insert", skip] as const),
        ["routers.patch", 0],
      ] as const;
      for (const [action, skip] of writes) {
        world.lab.world.faults.clear();
        world.lab.world.faults.inject({ when, action, skip, code: "Killed", status: 400 });
        await buildAws().catch(() => undefined);
        await world.settle();
      }
      world.lab.world.faults.clear();
      expect(await finish(world, buildAws)).toMatchObject({ done: true });
      expect(await objectsOf(world)).toEqual({
        ...{ routers: [name], vpnGateways: [name], externalVpnGateways: [aws.connection] },
        vpnTunnels: tunnelNames(aws),
      });
      expect(await sessionsOf(world)).toEqual({ interfaces: tunnelNames(aws), bgpPeers: tunnelNames(aws) });
    },
  );

  it("given a call that comes too soon, then nothing is begun twice", async () => {
    await finish(world, () => world.provider.buildGateway(aws));
    const tally = await writesOf(world, async () => {
      for (let step = 0; step < 3; step++) {
        await buildAws();
        // What it needs is not made yet: the cloud says so, or there is nothing to do but to wait.
        await buildAws().catch((fault) => expect(fault.name).toBe("Busy"));
        await world.settle();
      }
      await finish(world, buildAws);
    });
    const inserted = tally.filter((call) => call.startsWith("vpnTunnels.insert"));
    expect(tally.filter((call) => call.startsWith("externalVpnGateways.insert"))).toHaveLength(1);
    expect(tally.filter((call) => call.startsWith("routers.patch"))).toHaveLength(1);
    expect(await objectsOf(world)).toMatchObject({ vpnTunnels: tunnelNames(aws) });
    expect(inserted.length).toBeGreaterThanOrEqual(4);
  });

  it("given a far end without an address, then NotYetVisible", async () => {
    await finish(world, () => world.provider.buildGateway(aws));
    const tunnels = aws.tunnels.map(({ farOutside: _, ...rest }) => rest);
    await expect(world.provider.buildTunnels({ ...aws, tunnels }, readKey)).rejects.toMatchObject({
      ...{ name: "NotYetVisible", message: expect.stringContaining(`${aws.connection}-0`) },
    });
  });

  it("given a tunnel of another gateway with our name, then Conflict", async () => {
    await build(world, azure);
    await succeed(world.lab, "POST", `${regionPath}/vpnTunnels`, {
      ...{ name: `${aws.connection}-2`, sharedSecret: "x", router: `projects/${routerPath}`, vpnGatewayInterface: 1 },
      vpnGateway: `projects/${regionPath}/vpnGateways/${name}`,
      ...{ peerExternalGateway: `projects/lab-one/global/externalVpnGateways/${azure.connection}` },
    });
    await expect(finish(world, buildAws)).rejects.toMatchObject({
      ...{ name: "Conflict", message: expect.stringContaining(`to ${azure.connection} instead of`) },
    });
  });
});

describe("providers/gcp/vpn-tunnels: a router that is shared", () => {
  const all = [...tunnelNames(aws), ...tunnelNames(azure)].sort();

  it("given two connections that are built by turns, then each keeps its interfaces and peers", async () => {
    await finish(world, () => world.provider.buildGateway(aws));
    for (let turn = 0; turn < 12; turn++) {
      for (const one of [buildAws, buildAzure]) {
        await until(world, one);
        // Time passes between any two calls, sometimes less than an operation takes.
        await world.lab.world.clock.advance(turn % 2 === 0 ? 4_000 : 11_000);
      }
    }
    expect(await buildAws()).toMatchObject({ done: true });
    expect(await buildAzure()).toMatchObject({ done: true });
    const { interfaces, bgpPeers } = await sessionsOf(world);
    expect([interfaces.toSorted(), bgpPeers.toSorted()]).toEqual([all, all]);
  });

  it("given another's change of the router under way, then it is waited for and kept", async () => {
    await build(world, azure);
    await until(world, buildAws);
    await world.settle();
    await until(world, buildAws);
    await world.settle();
    const { interfaces = [] } = await routerOf(world);
    const face = { ...(await spareTunnel()), ipRange: "169.254.99.1/30" };
    await world.lab.ask("PATCH", routerPath, { interfaces: [...(interfaces ?? []), face] });
    expect(await writesOf(world, buildAws)).toEqual([]);
    await finish(world, buildAws);
    const sessions = await sessionsOf(world);
    expect(sessions.interfaces.toSorted()).toEqual([...all, "theirs"].sort());
    expect(sessions.bgpPeers.toSorted()).toEqual(all);
  });

  it("given another's interface, peer and settings, then they stay as they are", async () => {
    await build(world, azure);
    const { interfaces = [], bgpPeers = [] } = await routerOf(world);
    const face = { ...(await spareTunnel()), ipRange: "169.254.99.1/30" };
    const peer = { name: "theirs", interfaceName: "theirs", peerIpAddress: "169.254.99.2", peerAsn: 64_900 };
    const own = { advertiseMode: "CUSTOM", advertisedIpRanges: [{ range: "10.77.0.0/16", description: "theirs" }] };
    await succeed(world.lab, "PATCH", routerPath, {
      ...{ interfaces: [...(interfaces ?? []), face], bgpPeers: [...(bgpPeers ?? []), { ...peer, ...own }] },
      bgp: { advertisedIpRanges: [{ range: "10.78.0.0/16" }] },
    });
    const before = await routerOf(world);
    await build(world, aws);
    const after = await routerOf(world);
    expect(after.bgp).toEqual(before.bgp);
    expect(after.interfaces).toEqual(expect.arrayContaining(before.interfaces ?? []));
    expect(after.bgpPeers).toEqual(expect.arrayContaining(before.bgpPeers ?? []));
    expect(after.interfaces).toHaveLength(7);
  });
});

/** A tunnel of somebody else on our router; gives the name and link of an interface for it. */
async function spareTunnel() {
  const peer = { name: "theirs", redundancyType: "TWO_IPS_REDUNDANCY" };
  const interfaces = ["198.51.100.1", "198.51.100.2"].map((ipAddress, id) => ({ id, ipAddress }));
  await succeed(world.lab, "POST", "lab-one/global/externalVpnGateways", { ...peer, interfaces });
  await succeed(world.lab, "POST", `${regionPath}/vpnTunnels`, {
    ...{ name: "theirs", sharedSecret: "x", router: `projects/${routerPath}` },
    vpnGateway: `projects/${regionPath}/vpnGateways/${name}`,
    peerExternalGateway: "projects/lab-one/global/externalVpnGateways/theirs",
  });
  return { name: "theirs", linkedVpnTunnel: `projects/${regionPath}/vpnTunnels/theirs` };
}
