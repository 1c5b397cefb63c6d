import { gatewayName } from "../../../core/tunnels/names.ts";
import { vnetBody, vnetPath } from "../../lab/clouds/azure/builders.ts";
import {
  build,
  finish,
  gatewayPath,
  gatewayPrefix,
  makeForeignGateway,
  namesOf,
  near,
  nearAsn,
  resourcePath,
  towardsAws,
  towardsGoogle,
} from "./azure-vpn.ts";
import { type AzureWorld, startAzureWorld, writesOf } from "./azure-world.ts";

let world: AzureWorld;

beforeEach(async () => {
  world = await startAzureWorld();
});

afterEach(() => world.lab.stop());

const name = gatewayName(near);
const ownAddresses = [`${name}-0`, `${name}-1`];

describe("providers/azure/build-gateway", () => {
  it("given a network without a gateway, then there is none to read", async () => {
    expect(await world.provider.readGateway(near)).toBeUndefined();
  });

  it("given a network without a gateway, then one is made, and its addresses are told when it is asked for", async () => {
    const { provider, lab } = world;
    const first = await provider.buildGateway(towardsAws());
    expect(first).toMatchObject({ done: false, wait: 5, owned: [], gateway: { addresses: [], phase: "building" } });
    await lab.clock.settle();
    const second = await provider.buildGateway(towardsAws());
    expect(second).toMatchObject({ done: false, wait: 120, gateway: { asn: nearAsn, ours: true, phase: "building" } });
    expect(second.gateway.addresses).toHaveLength(2);
    expect(await provider.buildGateway(towardsAws())).toMatchObject({
      ...{ done: false, wait: 120, gateway: second.gateway },
    });
    const last = await finish(world, () => provider.buildGateway(towardsAws()));
    expect(last).toEqual({
      ...{ done: true, wait: 0, owned: [{ kind: "gateway", id: name, network: near }] },
      gateway: { ...second.gateway, phase: "ready" },
    });
    expect(await provider.readGateway(near)).toEqual(last.gateway);
    expect(await addressesByMember()).toEqual(last.gateway.addresses);
  });

  it("given a gateway of ours, then it is zone-redundant, active-active, and holds addresses for later", async () => {
    await finish(world, () => world.provider.buildGateway(towardsAws()));
    const { body } = await world.lab.call("GET", gatewayPath);
    const { sku, activeActive, enableBgp, vpnType, bgpSettings } = body.properties;
    expect({ sku: sku.name, activeActive, enableBgp, vpnType, asn: bgpSettings.asn }).toEqual({
      ...{ sku: "VpnGw1AZ", activeActive: true, enableBgp: true, vpnType: "RouteBased", asn: nearAsn },
    });
    const eight = (block: number) => [2, 6, 10, 14, 18, 22, 26, 30].map((host) => `169.254.${block}.${host}`);
    expect(customOf(body)).toEqual([eight(21), eight(22)]);
    expect(body.tags).toMatchObject({ "crosspeer:gateway-subnet": "made" });
    expect(await gatewayPrefix(world)).toBe("10.0.0.0/27");
  });

  it("given a gateway that can serve, then another connection writes nothing", async () => {
    await finish(world, () => world.provider.buildGateway(towardsAws()));
    for (const end of [towardsAws(), towardsGoogle()]) {
      expect(await writesOf(world, () => world.provider.buildGateway(end))).toEqual([]);
    }
  });

  it.each(["before", "after"] as const)("given a run is killed %s any write, then others end it", async (when) => {
    const { lab, provider } = world;
    for (let skip = 0; skip < 8; skip++) {
      const fault = { when, skip: 0, code: "Killed", status: 400 };
      for (const action of [
        "publicIPAddresses/write",
        "virtualNetworks/subnets/write",
        "virtualNetworkGateways/write",
      ]) {
        lab.faults.clear();
        lab.faults.inject({ ...fault, action });
        await provider.buildGateway(towardsAws()).catch(() => undefined);
        await lab.clock.settle();
      }
    }
    lab.faults.clear();
    const { gateway } = await finish(world, () => provider.buildGateway(towardsAws()));
    expect(gateway).toMatchObject({ phase: "ready", ours: true });
    expect(await namesOf(world, "virtualNetworkGateways")).toEqual([name]);
    expect(await namesOf(world, "publicIPAddresses")).toEqual(ownAddresses);
    await finish(world, () => provider.removeGateway(near));
    expect(await gatewayPrefix(world)).toBeUndefined();
  });

  it("given planned addresses that ours lacks, then it is put again with them, and with all else that it had", async () => {
    const { lab, provider } = world;
    await build(world, towardsAws());
    const before = (await lab.call("GET", gatewayPath)).body;
    const customRoutes = { addressPrefixes: ["172.20.0.0/16"] };
    const changed = {
      ...before,
      tags: { ...before.tags, team: "x" },
      properties: { ...before.properties, customRoutes },
    };
    expect((await lab.put(gatewayPath, changed)).status).toBeLessThan(300);
    const far = towardsGoogle(["169.254.21.100", "169.254.22.100"]);
    expect(await writesOf(world, () => provider.buildGateway(far))).toEqual(["virtualNetworkGateways/write 200"]);
    expect(await provider.buildGateway(far)).toMatchObject({ done: false, wait: 120 });
    await finish(world, () => provider.buildGateway(far));
    const { body } = await lab.call("GET", gatewayPath);
    expect(customOf(body).map((custom) => custom.slice(8))).toEqual([["169.254.21.102"], ["169.254.22.102"]]);
    expect(body.tags).toMatchObject({ team: "x", "crosspeer:gateway-subnet": "made" });
    expect(body.properties).toMatchObject({ customRoutes, sku: before.properties.sku });
    expect(await writesOf(world, () => provider.buildGateway(far))).toEqual([]);
  });

  it("given a network without room for the subnet, then QuotaExceeded names it, and nothing is made", async () => {
    const { lab, provider } = world;
    const full = vnetBody({ prefixes: ["10.0.0.0/16"], subnets: [{ name: "all", prefix: "10.0.0.0/16" }] });
    await lab.put(vnetPath("a"), full);
    await expect(provider.buildGateway(towardsAws())).rejects.toMatchObject({
      ...{ name: "QuotaExceeded", message: expect.stringMatching(new RegExp(`^${near} has no free /27`)) },
    });
    expect(await namesOf(world, "publicIPAddresses")).toEqual([]);
  });

  it("given a region without zones, then the addresses do without", async () => {
    const { lab, provider } = world;
    const fault = { action: "publicIPAddresses/write", code: "LocationNotSupportAvailabilityZones", status: 400 };
    lab.faults.inject({ ...fault, when: "before" });
    await finish(world, () => provider.buildGateway(towardsAws())).catch(() => undefined);
    expect(await namesOf(world, "publicIPAddresses")).toEqual(ownAddresses);
  });

  it("given a subnet for gateways that was there, then it is used, and stays when the gateway goes", async () => {
    const { lab, provider } = world;
    const subnet = `${vnetPath("a")}/subnets/GatewaySubnet`;
    await lab.put(subnet, { properties: { addressPrefix: "10.0.9.0/26" } });
    await finish(world, () => provider.buildGateway(towardsAws()));
    await finish(world, () => provider.removeGateway(near));
    expect(await gatewayPrefix(world)).toBe("10.0.9.0/26");
    expect(await namesOf(world, "publicIPAddresses")).toEqual([]);
  });
});

describe("providers/azure/build-gateway, with another's gateway", () => {
  const planned = [
    ["169.254.21.2", "169.254.21.6"],
    ["169.254.22.2", "169.254.22.6"],
  ] as const;

  it.each([{ where: "the network's group" }, { where: "another group", group: "rg-other" }])(
    "given one in $where that has the planned addresses, then it is used as it is",
    async ({ group }) => {
      await makeForeignGateway(world, { custom: planned, ...(group === undefined ? {} : { group }) });
      const writes = await writesOf(world, async () => {
        const { gateway, ...progress } = await world.provider.buildGateway(towardsAws());
        expect(progress).toEqual({ done: true, wait: 0, owned: [] });
        expect(gateway).toMatchObject({ id: "theirs", ours: false, asn: nearAsn, phase: "ready" });
        expect(gateway.addresses).toHaveLength(2);
        expect(await world.provider.removeGateway(near)).toEqual({ done: true, wait: 0, owned: [] });
      });
      expect(writes).toEqual([]);
    },
  );

  it("given its first ip configuration has the second instance's addresses, then members are as planned", async () => {
    await makeForeignGateway(world, { custom: [planned[1], planned[0]] });
    const { gateway } = await world.provider.buildGateway(towardsAws());
    const addresses = await Promise.all([1, 0].map((index) => addressOf(`theirs-${index}`)));
    expect(gateway.addresses).toEqual(addresses);
  });

  it.each([
    {
      given: "lacks an address",
      custom: [["169.254.21.2"], planned[1]],
      said: "lacks custom bgp addresses: 169.254.21.6",
    },
    { given: "has another asn", asn: 65_010, custom: planned, said: "has asn 65010 instead of 64601" },
    { given: "has bgp off", change: { enableBgp: false }, custom: planned, said: "has bgp off: switch it on" },
  ] as const)(
    "given it $given, then Conflict says so, and nothing is written",
    async ({ given: _, said, ...foreign }) => {
      await makeForeignGateway(world, foreign);
      const writes = await writesOf(world, () =>
        expect(world.provider.buildGateway(towardsAws())).rejects.toMatchObject({
          ...{ name: "Conflict", message: expect.stringContaining(said) },
        }),
      );
      expect(writes).toEqual([]);
    },
  );

  it("given it has bgp off, then it is read as unsuitable", async () => {
    await makeForeignGateway(world, { change: { enableBgp: false } });
    expect(await world.provider.readGateway(near)).toMatchObject({
      unsuitable: "gateway theirs has bgp off: switch it on",
    });
  });
});

/** What the public addresses of the instances are, in the order of the gateway's settings. */
async function addressesByMember(): Promise<readonly string[]> {
  const { body } = await world.lab.call("GET", gatewayPath);
  return body.properties.bgpSettings.bgpPeeringAddresses.map(
    ({ tunnelIpAddresses }: { tunnelIpAddresses: readonly string[] }) => tunnelIpAddresses[0],
  );
}

async function addressOf(publicAddress: string): Promise<string> {
  return (await world.lab.call("GET", resourcePath("publicIPAddresses", publicAddress))).body.properties.ipAddress;
}

interface Body {
  readonly properties: {
    readonly bgpSettings: {
      readonly bgpPeeringAddresses: readonly { readonly customBgpIpAddresses: readonly string[] }[];
    };
  };
}

function customOf({ properties }: Body): readonly (readonly string[])[] {
  return properties.bgpSettings.bgpPeeringAddresses.map(({ customBgpIpAddresses }) => customBgpIpAddresses);
}
