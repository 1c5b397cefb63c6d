import { networkPath } from "./builders.ts";
import { type GcpLab, startGcpLab } from "./gcp-lab.ts";
import {
  type Clients,
  clientsOf,
  faceBody,
  makeGateways,
  makeTunnels,
  PLACE,
  peerBody,
  regional,
  tunnelBody,
} from "./vpn-builders.ts";

const ROUTER = { ...PLACE, router: "router" };
const PATH = "lab-a/regions/us-central1/routers/router";

let lab: GcpLab;
let clients: Clients;
beforeEach(async () => {
  lab = await startGcpLab();
  clients = clientsOf(lab);
  await makeGateways(lab, clients);
  for (const index of [2, 3]) await clients.tunnels.insert({ ...PLACE, vpnTunnelResource: tunnelBody(index) });
  await makeTunnels(lab, clients, 2);
});
afterEach(() => lab.close());

async function patch(routerResource: object): Promise<void> {
  await clients.routers.patch({ ...ROUTER, routerResource });
  await lab.world.clock.settle();
}

async function namesOf(): Promise<unknown[]> {
  const [{ interfaces, bgpPeers }] = await clients.routers.get(ROUTER);
  return [interfaces?.map(({ name }) => name), bgpPeers?.map(({ name }) => name)];
}

describe("routers", () => {
  it("given a patch, then a list that it names replaces the whole list, and what it does not name stays", async () => {
    await patch({ description: "ours" });
    expect(await namesOf()).toEqual([
      ["if-0", "if-1"],
      ["peer-0", "peer-1"],
    ]);
    await patch({ interfaces: [faceBody(1)], bgpPeers: [peerBody(1)] });
    expect(await namesOf()).toEqual([["if-1"], ["peer-1"]]);
    expect((await clients.routers.get(ROUTER))[0]).toMatchObject({ description: "ours", bgp: { asn: 64_513 } });
  });

  it("given an empty list in a patch, then Google's client leaves it out, and an update without it empties it", async () => {
    await patch({ description: "ours", interfaces: [], bgpPeers: [] });
    expect(await namesOf()).toEqual([
      ["if-0", "if-1"],
      ["peer-0", "peer-1"],
    ]);
    const { body } = await lab.run("PATCH", PATH, { bgpPeers: [] });
    expect(body.operationType).toBe("patch");
    expect(await namesOf()).toEqual([["if-0", "if-1"], []]);
    const [{ interfaces, bgpPeers, ...rest }] = await clients.routers.get(ROUTER);
    await clients.routers.update({ ...ROUTER, routerResource: rest });
    await lab.world.clock.settle();
    expect(await namesOf()).toEqual([[], []]);
    expect((await clients.routers.get(ROUTER))[0].bgp?.asn).toBe(64_513);
  });

  it("given all that a GET answered, then a patch takes it back with one more of each", async () => {
    const [{ interfaces, bgpPeers }] = await clients.routers.get(ROUTER);
    await patch({ interfaces: [...(interfaces ?? []), faceBody(2)], bgpPeers: [...(bgpPeers ?? []), peerBody(2)] });
    expect(await namesOf()).toEqual([
      ["if-0", "if-1", "if-2"],
      ["peer-0", "peer-1", "peer-2"],
    ]);
  });

  it("given another operation on the router, then a patch is refused as not ready", async () => {
    await clients.routers.patch({ ...ROUTER, routerResource: { description: "one" } });
    await expect(clients.routers.patch({ ...ROUTER, routerResource: { description: "two" } })).rejects.toMatchObject({
      httpStatusCode: 400,
      message: expect.stringContaining(`The resource 'projects/${PATH}' is not ready`),
    });
    await lab.world.clock.settle();
  });

  it.each([
    {
      given: "two interfaces of one tunnel",
      body: {
        interfaces: [faceBody(0), { ...faceBody(1), linkedVpnTunnel: faceBody(0).linkedVpnTunnel }],
        bgpPeers: [],
      },
      says: "Cannot link multiple interfaces with the same IP version to the same VPN tunnel.",
    },
    {
      given: "one /30 twice",
      body: { interfaces: [faceBody(0), { ...faceBody(1), ipRange: "169.254.32.1/30" }], bgpPeers: [] },
      says: "overlaps with 169.254.32.2/30",
    },
    {
      given: "a range that is not link-local",
      body: { interfaces: [{ ...faceBody(0), ipRange: "10.0.0.1/30" }], bgpPeers: [] },
      says: "169.254.0.0/16",
    },
    {
      given: "a truncated range",
      body: { interfaces: [{ ...faceBody(0), ipRange: "169.254.32.0/30" }], bgpPeers: [] },
      says: "must not be the first or the last",
    },
    {
      given: "a tunnel that is not there",
      body: { interfaces: [{ ...faceBody(0), linkedVpnTunnel: regional("vpnTunnels", "none") }], bgpPeers: [] },
      says: "cannot be found",
    },
    {
      given: "a peer's near address that is not the interface's",
      body: { bgpPeers: [{ ...peerBody(0), ipAddress: "169.254.32.6" }] },
      says: "Must be the address of the interface 'if-0', 169.254.32.2.",
    },
    {
      given: "a peer's far address outside of the range",
      body: { bgpPeers: [{ ...peerBody(0), peerIpAddress: "169.254.32.5" }] },
      says: "Must be in the range 169.254.32.2/30.",
    },
    { given: "a peer without its interface", body: { interfaces: [faceBody(0)] }, says: "no interface of this name" },
    { given: "another ASN", body: { bgp: { asn: 64_514 } }, says: "cannot be changed" },
    {
      given: "ranges in the default mode",
      body: { bgp: { advertiseMode: "DEFAULT", advertisedIpRanges: [{ range: "10.8.0.0/16" }] } },
      says: "with the mode CUSTOM",
    },
  ])("given $given, then the patch is refused", async ({ body, says }) => {
    const answer = await lab.ask("PATCH", PATH, body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.message).toContain(says);
  });

  it("given an ASN that is not private, then no router is made", async () => {
    const routerResource = { name: "public", network: networkPath("lab-a/net"), bgp: { asn: 15_169 } };
    await expect(clients.routers.insert({ ...PLACE, routerResource })).rejects.toMatchObject({ httpStatusCode: 400 });
  });

  it("given a range of another router of the region and network, then it is refused", async () => {
    const second = { name: "second", network: networkPath("lab-a/net"), bgp: { asn: 64_520 } };
    await clients.routers.insert({ ...PLACE, routerResource: second });
    await lab.world.clock.settle();
    const routerOfTunnel = {
      ...tunnelBody(0),
      name: "other",
      vpnGatewayInterface: 1,
      router: regional("routers", "second"),
    };
    await clients.tunnels.insert({ ...PLACE, vpnTunnelResource: routerOfTunnel });
    await lab.world.clock.settle();
    const interfaces = [{ ...faceBody(0), linkedVpnTunnel: regional("vpnTunnels", "other") }];
    const { body } = await lab.ask("PATCH", "lab-a/regions/us-central1/routers/second", { interfaces });
    expect(body.error.message).toContain("overlaps with 169.254.32.2/30 of the interface 'if-0'");
  });
});
