import type { FabricEnd } from "../../../../lab/world/fabric.ts";
import { networkPath, succeed } from "./builders.ts";
import { type GcpLab, startGcpLab } from "./gcp-lab.ts";
import {
  type Clients,
  clientsOf,
  farEnd,
  makeGateways,
  makeTunnels,
  PLACE,
  peerBody,
  regional,
} from "./vpn-builders.ts";

let lab: GcpLab;
let clients: Clients;
/** What another cloud tells the fabric. */
let far: FabricEnd[];
beforeEach(async () => {
  far = [];
  lab = await startGcpLab();
  lab.world.fabric.join(() => far);
  clients = clientsOf(lab);
  await makeGateways(lab, clients);
  await makeTunnels(lab, clients, 2);
});
afterEach(() => lab.close());

async function patch(routerResource: object): Promise<void> {
  await clients.routers.patch({ ...PLACE, router: "router", routerResource });
  await lab.world.clock.settle();
}

/** Both tunnels' far ends, up long since. */
async function bringUp(change: (end: FabricEnd) => FabricEnd = (end) => end): Promise<void> {
  const [{ vpnInterfaces }] = await clients.gateways.get({ ...PLACE, vpnGateway: "gw" });
  const near = vpnInterfaces?.[0]?.ipAddress ?? "";
  far = [0, 1].map((index) => change(farEnd(lab, near, index)));
  await lab.world.clock.advance(60_000);
}

async function resultOf() {
  const [{ result }] = await clients.routers.getRouterStatus({ ...PLACE, router: "router" });
  return result ?? {};
}

async function advertisedBy(peer: number): Promise<unknown> {
  const { bgpPeerStatus } = await resultOf();
  return bgpPeerStatus?.[peer]?.advertisedRoutes?.map(({ destRange }) => destRange);
}

// No recording of a router's status is to be had.
describe("a router's status, checked against the definition and gcloud, not against traffic", () => {
  it("given nobody at the other end, then the sessions are down and nothing is learned", async () => {
    const { bgpPeerStatus, bestRoutes } = await resultOf();
    expect(bgpPeerStatus?.map(({ name, status, numLearnedRoutes }) => [name, status, numLearnedRoutes])).toEqual([
      ["peer-0", "DOWN", 0],
      ["peer-1", "DOWN", 0],
    ]);
    expect(bestRoutes).toEqual([]);
  });

  it("given both ends, then the sessions are up and the far prefixes are learned over both tunnels", async () => {
    await bringUp();
    const { bgpPeerStatus, bestRoutesForRouter, bestRoutes } = await resultOf();
    expect(bgpPeerStatus?.[0]).toMatchObject({
      ...{ status: "UP", state: "Established", numLearnedRoutes: 1, uptime: "25 seconds", uptimeSeconds: "25" },
      linkedVpnTunnel: expect.stringContaining(regional("vpnTunnels", "t-0")),
    });
    const learned = bestRoutesForRouter?.map(({ destRange, nextHopIp }) => [destRange, nextHopIp]);
    expect(learned).toEqual([
      ["10.9.0.0/16", "169.254.32.1"],
      ["10.9.0.0/16", "169.254.32.5"],
    ]);
    expect(bestRoutes).toEqual(bestRoutesForRouter);
  });

  it.each([
    { given: "another ASN than the router expects", change: { asn: 64_601 }, state: "Idle" },
    { given: "another address than the router expects", change: { address: "169.254.99.1" }, state: "Connect" },
  ])("given a far end with $given, then the session is down", async ({ change, state }) => {
    await bringUp((end) => ({ ...end, ...(end.bgp && { bgp: { ...end.bgp, ...change } }) }));
    expect((await resultOf()).bgpPeerStatus?.[0]).toMatchObject({ status: "DOWN", state });
  });

  it("given a peer that is switched off, then its session is down and its tunnel up", async () => {
    await bringUp();
    await patch({ bgpPeers: [{ ...peerBody(0), enable: "FALSE" }, peerBody(1)] });
    await lab.world.clock.advance(60_000);
    expect((await resultOf()).bgpPeerStatus?.map(({ status }) => status)).toEqual(["DOWN", "UP"]);
    expect((await clients.tunnels.get({ ...PLACE, vpnTunnel: "t-0" }))[0].status).toBe("ESTABLISHED");
  });

  it.each([
    { given: "nothing said", bgp: {}, expected: ["10.0.0.0/20", "10.4.0.0/16"] },
    {
      given: "all subnets and a range more",
      bgp: {
        ...{ advertiseMode: "CUSTOM", advertisedGroups: ["ALL_SUBNETS"] },
        advertisedIpRanges: [{ range: "10.8.0.0/16" }],
      },
      expected: ["10.0.0.0/20", "10.4.0.0/16", "10.8.0.0/16"],
    },
    {
      given: "one range only",
      bgp: { advertiseMode: "CUSTOM", advertisedIpRanges: [{ range: "10.8.0.0/16" }] },
      expected: ["10.8.0.0/16"],
    },
  ])("given $given on the router, then that is what its peers are told", async ({ bgp, expected }) => {
    const subnet = { name: "far-away", network: networkPath("lab-a/net"), ipCidrRange: "10.6.0.0/20" };
    await succeed(lab, "POST", "lab-a/regions/us-east1/subnetworks", subnet);
    await patch({ bgp });
    await bringUp();
    expect(await advertisedBy(0)).toEqual(expected);
  });

  it("given global routing, then subnets of all regions are told", async () => {
    const subnet = { name: "far-away", network: networkPath("lab-a/net"), ipCidrRange: "10.6.0.0/20" };
    await succeed(lab, "POST", "lab-a/regions/us-east1/subnetworks", subnet);
    await succeed(lab, "PATCH", "lab-a/global/networks/net", { routingConfig: { routingMode: "GLOBAL" } });
    await bringUp();
    expect(await advertisedBy(0)).toEqual(["10.0.0.0/20", "10.4.0.0/16", "10.6.0.0/20"]);
  });

  it("given a peer's own ranges, then they are told instead of the router's, and the session stays up", async () => {
    await bringUp();
    const own = { advertiseMode: "CUSTOM", advertisedIpRanges: [{ range: "10.7.0.0/16" }] };
    await patch({ bgpPeers: [{ ...peerBody(0), ...own }, peerBody(1)] });
    expect([await advertisedBy(0), await advertisedBy(1)]).toEqual([["10.7.0.0/16"], ["10.0.0.0/20", "10.4.0.0/16"]]);
  });
});
