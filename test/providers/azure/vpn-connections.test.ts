import { inspect } from "node:util";
import { gatewayName, tunnelName } from "../../../core/tunnels/names.ts";
import { LOCATION } from "../../lab/clouds/azure/builders.ts";
import {
  build,
  connectionPath,
  finish,
  localGatewayPath,
  makeForeignGateway,
  namesOf,
  near,
  nearAsn,
  readKey,
  startWiredWorld,
  towardsAws,
  towardsGoogle,
  tunnelsOf,
} from "./azure-vpn.ts";
import { eventually, writesOf } from "./azure-world.ts";

let world: Awaited<ReturnType<typeof startWiredWorld>>;

beforeEach(async () => {
  world = await startWiredWorld();
});

afterEach(() => world.lab.stop());

const aws = towardsAws();
const google = towardsGoogle();

describe("providers/azure/vpn-connections", () => {
  it("given a gateway that is being made, then nothing is made yet, and it is worth looking again in a minute", async () => {
    const { provider, lab } = world;
    await provider.buildGateway(aws);
    await lab.clock.settle();
    await provider.buildGateway(aws);
    const { done, wait, outside } = await provider.buildTunnels(aws, readKey);
    expect({ done, wait }).toEqual({ done: false, wait: 120 });
    expect(outside).toEqual([]);
    expect(await namesOf(world, "localNetworkGateways")).toEqual([]);
    expect(await namesOf(world, "connections")).toEqual([]);
  });

  it("given a network without a gateway, then NotYetVisible", async () => {
    await expect(world.provider.buildTunnels(aws, readKey)).rejects.toMatchObject({ name: "NotYetVisible" });
  });

  it("given a far end without an address, then NotYetVisible names its tunnel", async () => {
    const tunnels = aws.tunnels.map(({ farOutside: _, ...tunnel }) => tunnel);
    await finish(world, () => world.provider.buildGateway(aws));
    await expect(world.provider.buildTunnels({ ...aws, tunnels }, readKey)).rejects.toMatchObject({
      ...{ name: "NotYetVisible", message: expect.stringContaining(tunnelName(aws.connection, 0)) },
    });
  });

  it("given a gateway, then each tunnel gets a connection that speaks as planned", async () => {
    const { tunnels, gateway } = await build(world, aws);
    expect(tunnels).toEqual({
      ...{ done: true, wait: 0, outside: [0, 0, 1, 1].map((member) => gateway.addresses[member]) },
      owned: tunnelsOf(aws, 4).map((id) => ({ kind: "tunnel", id, network: near })),
    });
    const { properties } = (await world.lab.call("GET", connectionPath(aws, 3))).body;
    expect(properties).toMatchObject({
      ...{ connectionType: "IPsec", connectionProtocol: "IKEv2", enableBgp: true, provisioningState: "Succeeded" },
      ipsecPolicies: [{ ikeEncryption: "AES256", dhGroup: "DHGroup14", pfsGroup: "PFS2048", saLifeTimeSeconds: 3600 }],
    });
    expect(properties.gatewayCustomBgpIpAddresses).toEqual([
      { ipConfigurationId: expect.stringMatching(/instance-0$/), customBgpIpAddress: "169.254.21.2" },
      { ipConfigurationId: expect.stringMatching(/instance-1$/), customBgpIpAddress: "169.254.22.6" },
    ]);
    const far = (await world.lab.call("GET", localGatewayPath(aws, 3))).body.properties;
    expect(far).toMatchObject({
      gatewayIpAddress: "198.18.22.4",
      bgpSettings: { asn: 64_701, bgpPeeringAddress: "169.254.22.5" },
    });
    expect(far.localNetworkAddressSpace?.addressPrefixes ?? []).toEqual([]);
  });

  it("given all is made, then another run writes nothing and reads no key", async () => {
    await build(world, aws);
    const noKey = () => Promise.reject(new Error("a key was read"));
    const writes = await writesOf(world, async () => {
      expect(await world.provider.buildGateway(aws)).toMatchObject({ done: true });
      expect(await world.provider.buildTunnels(aws, noKey)).toMatchObject({ done: true });
      expect(await world.provider.propagateRoutes(aws)).toEqual([]);
    });
    expect(writes).toEqual([]);
  });

  it("given two connections, then they share the gateway, and its insides are told of both", async () => {
    await build(world, aws);
    const { gateway } = await build(world, google);
    expect(await namesOf(world, "virtualNetworkGateways")).toEqual([gatewayName(near)]);
    expect(await namesOf(world, "publicIPAddresses")).toHaveLength(2);
    expect(await namesOf(world, "connections")).toEqual([...tunnelsOf(aws, 4), ...tunnelsOf(google, 2)].sort());
    expect((await world.provider.readGateway(near))?.inside).toEqual(
      [...aws.tunnels, ...google.tunnels].map(({ inside }) => inside).sort(byAddress),
    );
    expect(gateway.asn).toBe(nearAsn);
  });

  it("given two connections are built at the same time, then each waits for the other's writes", async () => {
    const { provider } = world;
    await Promise.all([aws, google].map((end) => finish(world, () => provider.buildGateway(end))));
    await finish(world, () => eventually(world, () => provider.buildTunnels(aws, readKey)));
    await finish(world, () => eventually(world, () => provider.buildTunnels(google, readKey)));
    expect(await namesOf(world, "connections")).toHaveLength(6);
  });

  it("given another write on the gateway is under way, then nothing is lost: Busy, or a wait", async () => {
    const { provider } = world;
    await finish(world, () => provider.buildGateway(aws));
    await provider.buildTunnels(aws, readKey);
    await provider.buildTunnels(google, readKey);
    await world.lab.clock.settle();
    expect(await provider.buildTunnels(aws, readKey)).toMatchObject({ done: false, wait: 10 });
    const action = "connections/write";
    world.lab.faults.inject({ action, when: "before", code: "RetryableErrorDueToAnotherOperation", status: 429 });
    await world.lab.clock.settle();
    await expect(provider.buildTunnels(google, readKey)).rejects.toMatchObject({ name: "Busy" });
    expect(await finish(world, () => provider.buildTunnels(google, readKey))).toMatchObject({ done: true });
  });

  it.each(["before", "after"] as const)("given a run is killed %s each write, then others end it", async (when) => {
    const { provider, lab } = world;
    await finish(world, () => provider.buildGateway(aws));
    for (const action of ["localNetworkGateways/write", "connections/write"]) {
      for (let run = 0; run < 4; run++) {
        lab.faults.inject({ action, when, code: "Killed", status: 400 });
        await provider.buildTunnels(aws, readKey).catch(() => undefined);
        await lab.clock.settle();
      }
      lab.faults.clear();
    }
    await finish(world, () => provider.buildTunnels(aws, readKey));
    for (const type of ["localNetworkGateways", "connections"]) {
      expect(await namesOf(world, type)).toEqual(tunnelsOf(aws, 4));
    }
    expect(await writesOf(world, () => provider.buildTunnels(aws, readKey))).toEqual([]);
  });

  it("given a connection is refused, then the fault tells why, and the key is nowhere in it", async () => {
    const { provider, lab } = world;
    await finish(world, () => provider.buildGateway(aws));
    await provider.buildTunnels(aws, readKey);
    await lab.clock.settle();
    const key = await readKey(aws.tunnels[0]?.secret ?? "");
    const message = `The value ${key} is not a key.`;
    lab.faults.inject({ action: "connections/write", when: "before", code: "InvalidSharedKey", message, status: 400 });
    const refused: unknown = await provider.buildTunnels(aws, readKey).catch((error: unknown) => error);
    expect(refused).toMatchObject({ name: "Invalid", message: expect.stringContaining("The value *** is not a key") });
    expect(inspect(refused, { depth: 20, showHidden: true })).not.toContain(key);
  });

  it("given a connection of another network's gateway bears a name of ours, then Conflict names it", async () => {
    const { provider, lab } = world;
    await finish(world, () => provider.buildGateway(aws));
    await provider.buildTunnels(aws, readKey);
    await lab.clock.settle();
    const theirs = await makeForeignGateway(world, { vnet: "b", prefix: "10.1.255.0/27" });
    const properties = {
      ...{ connectionType: "IPsec", sharedKey: "abc", virtualNetworkGateway1: { id: theirs } },
      localNetworkGateway2: { id: localGatewayPath(aws, 0) },
    };
    expect((await lab.put(connectionPath(aws, 0), { location: LOCATION, properties })).status).toBe(201);
    const name = tunnelName(aws.connection, 0);
    await expect(provider.buildTunnels(aws, readKey)).rejects.toMatchObject({
      ...{
        name: "Conflict",
        message: expect.stringMatching(new RegExp(`connection ${name} is of .*/theirs instead of`)),
      },
    });
    expect((await provider.readVpn(aws)).ends[0]?.differences).toEqual(
      expect.arrayContaining([
        expect.stringMatching(new RegExp(`connection ${name} has gateway .*/theirs instead of`)),
      ]),
    );
  });
});

function byAddress(one: string, other: string): number {
  const [a = 0, b = 0] = [one, other].map((text) =>
    Number(
      text
        .split(/[./]/)
        .slice(2, 4)
        .map((part) => part.padStart(3, "0"))
        .join(""),
    ),
  );
  return a - b;
}
