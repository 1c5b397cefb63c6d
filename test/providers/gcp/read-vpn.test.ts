import type { FabricEnd } from "../../../lab/world/fabric.ts";
import { succeed } from "../../lab/clouds/gcp/builders.ts";
import {
  bringUp,
  build,
  finish,
  name,
  near,
  nearAsn,
  readKey,
  regionPath,
  routerOf,
  routerPath,
  startVpnWorld,
  towardsAws,
  towardsAzure,
  type VpnWorld,
} from "./gcp-vpn.ts";

let world: VpnWorld;
beforeEach(async () => {
  world = await startVpnWorld();
});
afterEach(() => world.lab.close());

const end = towardsAws();
const read = () => world.provider.readVpn(end);

type Lists = Record<"interfaces" | "bgpPeers", Record<string, unknown>[]>;

/** Changes the router's sessions behind our back. */
async function tamper(change: (lists: Lists) => void): Promise<void> {
  const { interfaces = [], bgpPeers = [] } = await routerOf(world);
  const lists = structuredClone({ interfaces, bgpPeers }) as unknown as Lists;
  change(lists);
  await succeed(world.lab, "PATCH", routerPath, lists);
}

async function differencesOf(index: number): Promise<readonly string[] | undefined> {
  return (await read()).ends.find((one) => one.index === index)?.differences;
}

describe("providers/gcp/read-vpn", () => {
  it("given nothing, then there is nothing to see", async () => {
    expect(await read()).toEqual({ ends: [], differences: [], learned: [] });
  });

  it("given a gateway only, then no end and no difference", async () => {
    await finish(world, () => world.provider.buildGateway(end));
    expect(await read()).toMatchObject({
      gateway: { asn: nearAsn, ours: true },
      ends: [],
      differences: [],
      learned: [],
    });
  });

  it("given tunnels that are being made, then they are building and have no sessions yet", async () => {
    await finish(world, () => world.provider.buildGateway(end));
    await world.provider.buildTunnels(end, readKey);
    await world.settle();
    await world.provider.buildTunnels(end, readKey);
    expect((await read()).ends).toMatchObject(
      end.tunnels.map(({ index }) => ({
        ...{ index, ipsec: "building", bgp: "down", message: expect.stringContaining("Allocating resources") },
        differences: [`router ${name} has no interface ${end.connection}-${index}`],
      })),
    );
  });

  it("given nobody at the other end, then all is down, in Google's words, and as planned", async () => {
    const { gateway } = await build(world, end);
    expect((await read()).ends).toEqual(
      end.tunnels.map((tunnel) => ({
        ...{ index: tunnel.index, outside: gateway.addresses[tunnel.near.member], ipsec: "down", bgp: "down" },
        ...{ unheard: true, message: "No incoming packets from peer.", differences: [] },
      })),
    );
  });

  it("given both ends, then all is up and the far prefixes are learned, of this connection only", async () => {
    const azure = towardsAzure();
    await build(world, end);
    await build(world, azure);
    await bringUp(world, end);
    await bringUp(world, azure);
    const seen = await read();
    expect(seen.ends).toEqual(
      end.tunnels.map(({ index }) => ({
        ...{ index, outside: expect.any(String), ipsec: "up", bgp: "up", differences: [] },
      })),
    );
    expect(seen).toMatchObject({ differences: [], learned: ["10.8.0.0/16"] });
    expect(seen.gateway?.inside).toHaveLength(6);
    expect(await world.provider.readVpn(azure)).toMatchObject({ learned: ["10.9.0.0/16"] });
  });

  it("given all is up, then neither keys nor their hashes are in what is read", async () => {
    await build(world, end);
    await bringUp(world, end);
    const text = JSON.stringify(await read());
    for (const { secret } of end.tunnels) expect(text).not.toContain(await readKey(secret));
    expect(text).not.toMatch(/shared|\*\*\*/i);
  });
});

describe("providers/gcp/read-vpn: what is not as planned", () => {
  const [first, second] = [`${end.connection}-0`, `${end.connection}-1`];
  const firstOf = (list: Record<string, unknown>[]) => list.find((one) => one["name"] === first) ?? {};

  it.each([
    {
      given: "a wrong peer asn",
      change: ({ bgpPeers }: Lists) => void Object.assign(firstOf(bgpPeers), { peerAsn: 64_999 }),
      expected: [`bgp peer ${first} expects asn 64999 instead of 64701`],
    },
    {
      given: "addresses that are swapped",
      change: ({ interfaces, bgpPeers }: Lists) => {
        Object.assign(firstOf(interfaces), { ipRange: "169.254.32.1/30" });
        Object.assign(firstOf(bgpPeers), { ipAddress: "169.254.32.1", peerIpAddress: "169.254.32.2" });
      },
      expected: [
        `interface ${first} has address 169.254.32.1/30 instead of 169.254.32.2/30`,
        `bgp peer ${first} has address 169.254.32.1 instead of 169.254.32.2`,
        `bgp peer ${first} has peer address 169.254.32.2 instead of 169.254.32.1`,
      ],
    },
    {
      given: "a peer that is switched off",
      change: ({ bgpPeers }: Lists) => void Object.assign(firstOf(bgpPeers), { enable: "FALSE" }),
      expected: [`bgp peer ${first} is switched off`],
    },
    {
      given: "no peer",
      change: (lists: Lists) => {
        lists.bgpPeers = lists.bgpPeers.filter((one) => one["name"] !== first);
      },
      expected: [`router ${name} has no bgp peer ${first}`],
    },
    {
      given: "no interface",
      change: (lists: Lists) => {
        lists.bgpPeers = lists.bgpPeers.filter((one) => one["name"] !== first);
        lists.interfaces = lists.interfaces.filter((one) => one["name"] !== first);
      },
      expected: [`router ${name} has no interface ${first}`],
    },
  ])("given $given, then a sentence says so, and the other tunnels are fine", async ({ change, expected }) => {
    await build(world, end);
    await tamper(change);
    expect(await differencesOf(0)).toEqual(expected);
    for (const index of [1, 2, 3]) expect(await differencesOf(index)).toEqual([]);
  });

  it.each([
    {
      given: "another key",
      change: (one: FabricEnd) => ({ ...one, key: "somebodyElses1" }),
      differences: [`tunnel ${first} is refused: the two ends have different pre-shared keys`],
      message: "Peer could not be authorized.",
    },
    {
      given: "other ciphers",
      change: (one: FabricEnd) => ({ ...one, phase1: { ...one.phase1, encryption: ["des"] } }),
      differences: [],
      message: "Negotiation with peer failed.",
    },
  ])("given $given at the far end, then the tunnel is down and says so", async ({ change, differences, message }) => {
    await build(world, end);
    await bringUp(world, end, (one) => (one.id.endsWith("/0") ? change(one) : one));
    const [tunnel, other] = (await read()).ends;
    expect(tunnel).toMatchObject({ ipsec: "down", bgp: "down", differences, message });
    expect(other).toMatchObject({ ipsec: "up", bgp: "up", differences: [] });
  });

  it("given another asn at the far end, then the session is down and the tunnel up", async () => {
    await build(world, end);
    const wrong = (one: FabricEnd) => ({ ...one, ...(one.bgp && { bgp: { ...one.bgp, asn: 64_999 } }) });
    await bringUp(world, end, (one) => (one.id.endsWith("/0") ? wrong(one) : one));
    expect((await read()).ends[0]).toMatchObject({ ipsec: "up", bgp: "down", message: "Idle", differences: [] });
  });

  it("given an external gateway with other addresses, then a sentence for each", async () => {
    const moved = end.tunnels.map((one) => (one.index === 1 ? { ...one, farOutside: "198.18.77.1" } : one));
    await build(world, end);
    expect((await world.provider.readVpn({ ...end, tunnels: moved })).differences).toEqual([
      `external vpn gateway ${end.connection} has address at interface 1 198.18.32.4 instead of 198.18.77.1`,
    ]);
  });

  it("given a router that was made anew with another asn, then a sentence says so", async () => {
    const router = { name, network: near, bgp: { asn: 64_999 } };
    await succeed(world.lab, "POST", `${regionPath}/routers`, router);
    expect(await read()).toMatchObject({ differences: [`router ${name} has asn 64999 instead of ${nearAsn}`] });
  });

  it("given a tunnel that is gone, then its end is absent and the others are fine", async () => {
    await build(world, end);
    await tamper((lists) => {
      for (const key of ["bgpPeers", "interfaces"] as const) {
        lists[key] = lists[key].filter((one) => one["name"] !== second);
      }
    });
    await succeed(world.lab, "DELETE", `${regionPath}/vpnTunnels/${second}`);
    expect((await read()).ends.map(({ index }) => index)).toEqual([0, 2, 3]);
    await build(world, end);
    expect((await read()).ends.map(({ differences }) => differences)).toEqual([[], [], [], []]);
  });
});
