import { tunnelName } from "../../../core/tunnels/names.ts";
import {
  build,
  connectionPath,
  farEnds,
  finish,
  localGatewayPath,
  makeForeignGateway,
  near,
  readKey,
  startWiredWorld,
  towardsAws,
} from "./azure-vpn.ts";
import { writesOf } from "./azure-world.ts";

let world: Awaited<ReturnType<typeof startWiredWorld>>;

beforeEach(async () => {
  world = await startWiredWorld();
});

afterEach(() => world.lab.stop());

const aws = towardsAws();

describe("providers/azure/read-vpn", () => {
  it("given nothing is there, then nothing is told", async () => {
    expect(await world.provider.readVpn(aws)).toEqual({ ends: [], differences: [], learned: [] });
  });

  it("given the far ends are there, then all is up, and their prefixes are learned", async () => {
    const { gateway } = await build(world, aws);
    await connectFarEnds();
    const { ends, ...rest } = await world.provider.readVpn(aws);
    expect(ends).toEqual(
      aws.tunnels.map(({ index, near: { member } }) => ({
        ...{ index, outside: gateway.addresses[member], ipsec: "up", bgp: "up", differences: [] },
      })),
    );
    expect(rest).toMatchObject({ differences: [], learned: aws.far.prefixes, gateway: { phase: "ready", ours: true } });
  });

  it("given no far end is there, then all is down, with Azure's word on it", async () => {
    await build(world, aws);
    await world.lab.clock.advance(60_000);
    const { ends, learned } = await world.provider.readVpn(aws);
    const down = { ipsec: "down", bgp: "down", message: "connection status NotConnected", differences: [] };
    expect(ends).toEqual(aws.tunnels.map(() => expect.objectContaining(down)));
    expect(learned).toEqual([]);
  });

  it("given a far end that speaks with another asn, then ipsec is up and bgp is not", async () => {
    const { gateway } = await build(world, aws);
    const [first] = await farEnds(aws, gateway);
    if (first?.bgp === undefined) throw new Error("no far end");
    world.far.push({ ...first, bgp: { ...first.bgp, asn: 65_000 } });
    await world.lab.clock.advance(60_000);
    expect((await world.provider.readVpn(aws)).ends[0]).toMatchObject({
      ...{ ipsec: "up", bgp: "down", message: "bgp state Connecting" },
    });
  });

  it("given only some connections are made, then only their ends are told", async () => {
    const { provider, lab } = world;
    await finish(world, () => provider.buildGateway(aws));
    await provider.buildTunnels(aws, readKey);
    await lab.clock.settle();
    await provider.buildTunnels(aws, readKey);
    expect((await provider.readVpn(aws)).ends).toMatchObject([{ index: 0, ipsec: "building", bgp: "down" }]);
  });

  it("given what stands for a far end is changed, then the differences are told, and mended", async () => {
    await build(world, aws);
    const { body } = await world.lab.call("GET", localGatewayPath(aws, 1));
    const { properties } = body;
    const bgpSettings = { ...properties.bgpSettings, asn: 64_999, bgpPeeringAddress: "169.254.21.41" };
    const changed = { ...properties, gatewayIpAddress: "203.0.113.9", bgpSettings };
    await world.lab.put(localGatewayPath(aws, 1), { location: body.location, properties: changed });
    const name = `local network gateway ${tunnelName(aws.connection, 1)}`;
    expect((await world.provider.readVpn(aws)).ends[1]?.differences).toEqual([
      `${name} has address 203.0.113.9 instead of 198.18.21.4`,
      `${name} has asn 64999 instead of 64701`,
      `${name} has bgp address 169.254.21.41 instead of 169.254.21.5`,
    ]);
    await finish(world, () => world.provider.buildTunnels(aws, readKey));
    expect((await world.provider.readVpn(aws)).ends[1]?.differences).toEqual([]);
  });

  it("given a connection is changed, then the differences are told, and mended", async () => {
    const { provider, lab } = world;
    await build(world, aws);
    const path = connectionPath(aws, 0);
    const { body } = await lab.call("GET", path);
    const [first, second] = body.properties.gatewayCustomBgpIpAddresses;
    const changed = {
      ...{ ...body.properties, enableBgp: false, ipsecPolicies: [] },
      gatewayCustomBgpIpAddresses: [{ ...first, customBgpIpAddress: "169.254.21.10" }, second],
    };
    await lab.put(path, { location: body.location, properties: changed });
    const name = `connection ${tunnelName(aws.connection, 0)}`;
    const { ends } = await provider.readVpn(aws);
    expect(ends[0]?.differences).toEqual([
      `${name} has bgp off instead of on`,
      `${name} has custom bgp address 169.254.21.10 instead of 169.254.21.2`,
      `${name} has ipsec policy none instead of AES256/SHA256/DHGroup14/AES256/SHA256/PFS2048`,
    ]);
    expect(await writesOf(world, () => provider.buildTunnels(aws, readKey))).toEqual(["connections/write 200"]);
    await lab.clock.settle();
    expect((await provider.readVpn(aws)).ends[0]?.differences).toEqual([]);
  });

  it("given a gateway of another asn that lacks planned addresses, then the differences are told", async () => {
    await makeForeignGateway(world, { asn: 65_010, custom: [["169.254.21.2"], ["169.254.22.2", "169.254.22.6"]] });
    expect((await world.provider.readVpn(aws)).differences).toEqual([
      "gateway theirs has asn 65010 instead of 64601",
      "gateway theirs lacks the custom bgp address 169.254.21.6",
    ]);
  });

  async function connectFarEnds() {
    const gateway = await world.provider.readGateway(near);
    if (gateway === undefined) throw new Error("no gateway");
    world.far.push(...(await farEnds(aws, gateway)));
    await world.lab.clock.advance(60_000);
  }
});
