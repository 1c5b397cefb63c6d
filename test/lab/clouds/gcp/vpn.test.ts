import type { FabricEnd } from "../../../../lab/world/fabric.ts";
import { networkPath } from "./builders.ts";
import { type GcpLab, startGcpLab } from "./gcp-lab.ts";
import {
  type Clients,
  clientsOf,
  faceBody,
  farEnd,
  KEY,
  makeGateways,
  makeTunnels,
  PLACE,
  peerBody,
  regional,
  tunnelBody,
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
});
afterEach(() => lab.close());

async function nearAddress(interfaceId: number): Promise<string> {
  const [gateway] = await clients.gateways.get({ ...PLACE, vpnGateway: "gw" });
  return gateway.vpnInterfaces?.[interfaceId]?.ipAddress ?? "";
}

async function statusOf(index: number): Promise<unknown> {
  return (await clients.tunnels.get({ ...PLACE, vpnTunnel: `t-${index}` }))[0].status;
}

async function refusalOf(path: string): Promise<unknown[]> {
  const { status, body } = await lab.ask("DELETE", path);
  return [status, body.error?.errors[0].reason, body.error?.message];
}

// No recording of a VPN is to be had.
describe("VPN gateways and tunnels, checked against the definition and gcloud, not against traffic", () => {
  it("given a gateway, then its two addresses are there when the operation is done, and not before", async () => {
    const named = { ...PLACE, vpnGateway: "two" };
    await clients.gateways.insert({ ...PLACE, vpnGatewayResource: { name: "two", network: networkPath("lab-a/net") } });
    await lab.world.clock.advance(19_999);
    const [early] = await clients.gateways.get(named);
    expect(early.vpnInterfaces?.map(({ id, ipAddress }) => [id, ipAddress])).toEqual([
      [0, undefined],
      [1, undefined],
    ]);
    await lab.world.clock.advance(1);
    const [done] = await clients.gateways.get(named);
    const addresses = done.vpnInterfaces?.map(({ ipAddress }) => ipAddress ?? "") ?? [];
    expect(new Set([...addresses, await nearAddress(0), await nearAddress(1)]).size).toBe(4);
    expect(addresses.every((address) => address.startsWith("198.18.128."))).toBe(true);
  });

  it("given the lists, then gateways and tunnels are found by region and over all", async () => {
    await makeTunnels(lab, clients, 1);
    const [gateways] = await clients.gateways.list(PLACE);
    expect(gateways.map(({ name }) => name)).toEqual(["gw"]);
    const found: unknown[] = [];
    for await (const [scope, { vpnTunnels }] of clients.tunnels.aggregatedListAsync({ project: PLACE.project })) {
      if (vpnTunnels?.length) found.push([scope, vpnTunnels.map(({ name }) => name)]);
    }
    expect(found).toEqual([["regions/us-central1", ["t-0"]]]);
  });

  it("given labels, then they change with the fingerprint of those that are there, and with no other", async () => {
    const [{ labelFingerprint }] = await clients.gateways.get({ ...PLACE, vpnGateway: "gw" });
    const labels = { owner: "crosspeer" };
    const set = (fingerprint: string) =>
      clients.gateways.setLabels({
        ...{ ...PLACE, resource: "gw" },
        regionSetLabelsRequestResource: { labels, labelFingerprint: fingerprint },
      });
    await set(labelFingerprint ?? "");
    await lab.world.clock.settle();
    expect((await clients.gateways.get({ ...PLACE, vpnGateway: "gw" }))[0].labels).toEqual(labels);
    await expect(set(labelFingerprint ?? "")).rejects.toMatchObject({ httpStatusCode: 412 });
  });

  it("given a tunnel, then it says all but the key, and no journal has it", async () => {
    await makeTunnels(lab, clients, 1);
    const { body } = await lab.ask("GET", regional("vpnTunnels", "t-0").replace("projects/", ""));
    expect(body).toMatchObject({ vpnGatewayInterface: 0, peerExternalGatewayInterface: 0, peerIp: "198.18.0.1" });
    expect(body.sharedSecretHash).toMatch(/^[\w-]{28}$/);
    expect(JSON.stringify([body, lab.world.journal.entries, lab.world.warnings])).not.toContain(KEY);
    const inserted = lab.world.journal.entries.find(({ action }) => action === "vpnTunnels.insert");
    expect(inserted?.params).toMatchObject({ name: "t-0", ikeVersion: 2 });
  });

  it("given a tunnel from its making on, then its status tells what is missing", async () => {
    await clients.tunnels.insert({ ...PLACE, vpnTunnelResource: tunnelBody(0) });
    expect(await statusOf(0)).toBe("ALLOCATING_RESOURCES");
    await lab.world.clock.settle();
    expect(await statusOf(0)).toBe("WAITING_FOR_FULL_CONFIG");
    const routerResource = { interfaces: [faceBody(0)], bgpPeers: [peerBody(0)] };
    await clients.routers.patch({ ...PLACE, router: "router", routerResource });
    await lab.world.clock.settle();
    expect(await statusOf(0)).toBe("NO_INCOMING_PACKETS");
    far = [farEnd(lab, await nearAddress(0), 0)];
    expect(await statusOf(0)).toBe("FIRST_HANDSHAKE");
    await lab.world.clock.advance(20_000);
    expect(await statusOf(0)).toBe("ESTABLISHED");
  });

  it.each([
    { given: "another key", change: { key: "x".repeat(48) }, status: "AUTHORIZATION_ERROR" },
    { given: "only IKEv1", change: { ikeVersions: [1 as const] }, status: "NEGOTIATION_FAILURE" },
    {
      given: "a cipher that Google does not take",
      change: { phase1: { encryption: ["3des"], integrity: ["md5"], groups: [1] } },
      status: "NEGOTIATION_FAILURE",
    },
    { given: "another address", change: { remote: "198.18.255.255" }, status: "NO_INCOMING_PACKETS" },
  ])("given a far end with $given, then the status is $status", async ({ change, status }) => {
    await makeTunnels(lab, clients, 1);
    far = [{ ...farEnd(lab, await nearAddress(0), 0), ...change }];
    await lab.world.clock.advance(60_000);
    expect(await statusOf(0)).toBe(status);
  });

  it("given a second tunnel on the router, then the first stays up", async () => {
    await makeTunnels(lab, clients, 1);
    far = [farEnd(lab, await nearAddress(0), 0)];
    await lab.world.clock.advance(60_000);
    await clients.tunnels.insert({ ...PLACE, vpnTunnelResource: tunnelBody(1) });
    await lab.world.clock.settle();
    const routerResource = { interfaces: [0, 1].map(faceBody), bgpPeers: [0, 1].map(peerBody) };
    await clients.routers.patch({ ...PLACE, router: "router", routerResource });
    await lab.world.clock.settle();
    expect(await statusOf(0)).toBe("ESTABLISHED");
  });

  it.each([
    { given: "no key", change: { sharedSecret: undefined }, reason: "required" },
    {
      given: "an interface that the far gateway lacks",
      change: { peerExternalGatewayInterface: 4 },
      reason: "badRequest",
    },
    { given: "a router that is not there", change: { router: regional("routers", "other") }, reason: "invalid" },
    {
      given: "a gateway of another region",
      change: { vpnGateway: "regions/us-east1/vpnGateways/gw" },
      reason: "invalid",
    },
    { given: "a name that is taken", change: {}, reason: "alreadyExists" },
    { given: "the interfaces of another tunnel", change: { name: "twin" }, reason: "invalid" },
  ])("given a tunnel with $given, then it is refused with $reason", async ({ change, reason }) => {
    await clients.tunnels.insert({ ...PLACE, vpnTunnelResource: tunnelBody(0) });
    await lab.world.clock.settle();
    const { body } = await lab.ask("POST", "lab-a/regions/us-central1/vpnTunnels", { ...tunnelBody(0), ...change });
    expect(body.error.errors[0].reason).toBe(reason);
  });

  it("given a gateway that is still being made, then a tunnel has to wait", async () => {
    await clients.gateways.insert({ ...PLACE, vpnGatewayResource: { name: "two", network: networkPath("lab-a/net") } });
    const vpnTunnelResource = { ...tunnelBody(0), vpnGateway: regional("vpnGateways", "two") };
    await expect(clients.tunnels.insert({ ...PLACE, vpnTunnelResource })).rejects.toMatchObject({
      httpStatusCode: 400,
      message: expect.stringContaining("is not ready"),
    });
  });

  it.each([
    { given: "two interfaces for four", type: "FOUR_IPS_REDUNDANCY", addresses: ["198.18.0.1", "198.18.0.2"] },
    {
      given: "two interfaces for one",
      type: "SINGLE_IP_INTERNALLY_REDUNDANT",
      addresses: ["198.18.0.1", "198.18.0.2"],
    },
    { given: "an IPv6 address", type: "SINGLE_IP_INTERNALLY_REDUNDANT", addresses: ["2001:db8::1"] },
    { given: "an address of Google", type: "SINGLE_IP_INTERNALLY_REDUNDANT", addresses: ["198.18.128.1"] },
  ])("given an external gateway with $given, then it is refused", async ({ type, addresses }) => {
    const interfaces = addresses.map((ipAddress, id) => ({ id, ipAddress }));
    const answer = await lab.ask("POST", "lab-a/global/externalVpnGateways", {
      ...{ name: "other", redundancyType: type, interfaces },
    });
    expect([answer.status, answer.body.error.errors[0].reason]).toEqual([400, "invalid"]);
  });

  it.each([
    { kind: "vpn_gateway", path: regional("vpnGateways", "gw"), user: regional("vpnTunnels", "t-0") },
    { kind: "router", path: regional("routers", "router"), user: regional("vpnTunnels", "t-0") },
    { kind: "vpn_tunnel", path: regional("vpnTunnels", "t-0"), user: regional("routers", "router") },
    {
      kind: "external_vpn_gateway",
      path: "projects/lab-a/global/externalVpnGateways/far",
      user: regional("vpnTunnels", "t-0"),
    },
  ])("given a $kind in use, then its deletion is refused in Google's words", async ({ kind, path, user }) => {
    await makeTunnels(lab, clients, 1);
    const message = `The ${kind} resource '${path}' is already being used by '${user}'`;
    expect(await refusalOf(path.replace("projects/", ""))).toEqual([400, "resourceInUseByAnotherResource", message]);
  });

  it("given a network with a gateway or a router, then its deletion fails inside the operation", async () => {
    const { body } = await lab.run("DELETE", "lab-a/global/networks/net");
    expect(body.error.errors[0].message).toContain(regional("vpnGateways", "gw"));
    await clients.gateways.delete({ ...PLACE, vpnGateway: "gw" });
    await lab.world.clock.settle();
    const { body: second } = await lab.run("DELETE", "lab-a/global/networks/net");
    expect(second.error.errors[0].message).toContain(regional("routers", "router"));
  });

  it("given the safe order, then all of it can be taken away", async () => {
    await makeTunnels(lab, clients, 2);
    const bgp = { asn: 64_513 };
    await clients.routers.update({ ...PLACE, router: "router", routerResource: { name: "router", bgp } });
    await lab.world.clock.settle();
    for (const index of [0, 1]) await clients.tunnels.delete({ ...PLACE, vpnTunnel: `t-${index}` });
    expect(await statusOf(0)).toBe("DEPROVISIONING");
    await lab.world.clock.settle();
    await clients.externals.delete({ project: PLACE.project, externalVpnGateway: "far" });
    await clients.gateways.delete({ ...PLACE, vpnGateway: "gw" });
    await clients.routers.delete({ ...PLACE, router: "router" });
    await lab.world.clock.settle();
    expect((await clients.tunnels.list(PLACE))[0]).toEqual([]);
    expect((await clients.externals.list({ project: PLACE.project }))[0]).toEqual([]);
    expect((await clients.routers.list(PLACE))[0]).toEqual([]);
  });
});
