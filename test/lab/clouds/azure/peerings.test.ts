import { AzureLab, FOREIGN, HUB, OTHER_TENANT, SPOKE } from "./azure-lab.ts";
import { half, makePair, makeVnet, peeringPath, vnetBody, vnetPath } from "./builders.ts";
import { checkedAgainst } from "./definitions/specification.ts";

let lab: AzureLab;

beforeEach(async () => {
  lab = await AzureLab.start({ limits: { peeringsPerVnet: 2 } });
});

afterEach(() => lab.stop());

async function stateOf(vnet: string, name: string) {
  const { body } = await lab.call("GET", peeringPath(vnet, name));
  const { provisioningState, peeringState, peeringSyncLevel } = body.properties;
  return [provisioningState, peeringState, peeringSyncLevel].join(" ");
}

describe(`peerings of virtual networks, each answer checked against ${checkedAgainst}`, () => {
  it("given one half, then it is Updating, then Initiated and not in sync on the other side", async () => {
    await makeVnet(lab, { name: "a", prefixes: ["10.0.0.0/16"] });
    await makeVnet(lab, { name: "b", prefixes: ["10.1.0.0/16"] });
    const { status, headers, body } = await lab.call("PUT", peeringPath("a", "to-b"), half(vnetPath("b")));
    expect([status, body.properties.provisioningState, headers["retry-after"]]).toEqual([201, "Updating", "10"]);
    expect(headers["location"]).toBeUndefined();
    const operation = headers["azure-asyncoperation"] ?? "";
    expect((await lab.call("GET", operation)).body).toEqual({ status: "InProgress" });
    await lab.clock.advance(10_000);
    expect((await lab.call("GET", operation)).body).toEqual({ status: "Succeeded" });
    expect(await stateOf("a", "to-b")).toBe("Succeeded Initiated RemoteNotInSync");
  });

  it("given both halves, then both are connected, in sync, and have one guid", async () => {
    await makePair(lab);
    expect(await stateOf("a", "to-b")).toBe("Succeeded Connected FullyInSync");
    expect(await stateOf("b", "to-a")).toBe("Succeeded Connected FullyInSync");
    const guids = await Promise.all([
      lab.call("GET", peeringPath("a", "to-b")),
      lab.call("GET", peeringPath("b", "to-a")),
    ]);
    expect(new Set(guids.map(({ body }) => body.properties.resourceGuid)).size).toBe(1);
  });

  it("given a prefix more on one side, then the other side's half is out of sync until it is synced", async () => {
    await makePair(lab);
    await lab.put(vnetPath("a"), vnetBody({ prefixes: ["10.0.0.0/16", "10.9.0.0/16"] }));
    expect(await stateOf("a", "to-b")).toBe("Succeeded Connected RemoteNotInSync");
    expect(await stateOf("b", "to-a")).toBe("Succeeded Connected LocalNotInSync");
    await lab.put(vnetPath("b"), vnetBody({ prefixes: ["10.1.0.0/16", "10.8.0.0/16"] }));
    expect(await stateOf("b", "to-a")).toBe("Succeeded Connected LocalAndRemoteNotInSync");
    await lab.put(peeringPath("b", "to-a"), half(vnetPath("a")));
    expect(await stateOf("b", "to-a")).toBe("Succeeded Connected LocalAndRemoteNotInSync");
    const query = "syncRemoteAddressSpace=true";
    const synced = await lab.put(peeringPath("b", "to-a"), half(vnetPath("a")), { query });
    expect(synced.body.properties.remoteAddressSpace.addressPrefixes).toEqual(["10.0.0.0/16", "10.9.0.0/16"]);
    expect(await stateOf("b", "to-a")).toBe("Succeeded Connected RemoteNotInSync");
    await lab.put(peeringPath("a", "to-b"), half(vnetPath("b")), { query });
    expect(await stateOf("a", "to-b")).toBe("Succeeded Connected FullyInSync");
  });

  it("given one half deleted, then the other is Disconnected, past repair, and stands in the way until it is deleted", async () => {
    await makePair(lab);
    const deleted = await lab.call("DELETE", peeringPath("a", "to-b"));
    expect([deleted.status, deleted.body]).toEqual([202, undefined]);
    expect((await lab.call("GET", deleted.headers["location"] ?? "")).status).toBe(202);
    expect(await stateOf("a", "to-b")).toMatch(/^Deleting/);
    await lab.clock.settle();
    expect((await lab.call("GET", deleted.headers["location"] ?? "")).status).toBe(204);
    expect((await lab.call("GET", peeringPath("a", "to-b"))).body.error.code).toBe("NotFound");
    expect(await stateOf("b", "to-a")).toMatch(/Disconnected/);
    await lab.put(peeringPath("b", "to-a"), half(vnetPath("a")));
    expect(await stateOf("b", "to-a")).toMatch(/Disconnected/);
    const again = await lab.put(peeringPath("a", "to-b"), half(vnetPath("b")));
    expect([again.status, again.body.error.code]).toEqual([400, "RemotePeeringIsDisconnected"]);
    await lab.call("DELETE", peeringPath("b", "to-a"));
    await lab.clock.settle();
    await lab.put(peeringPath("a", "to-b"), half(vnetPath("b")));
    await lab.put(peeringPath("b", "to-a"), half(vnetPath("a")));
    expect(await stateOf("b", "to-a")).toBe("Succeeded Connected FullyInSync");
  });

  it("given a network that is deleted, then its peers' halves are Disconnected", async () => {
    await makePair(lab);
    await lab.call("DELETE", vnetPath("a"));
    await lab.clock.settle();
    expect(await stateOf("b", "to-a")).toMatch(/Disconnected/);
  });

  it("given a half that is not there, then a DELETE answers 204", async () => {
    await makeVnet(lab, { name: "a", prefixes: ["10.0.0.0/16"] });
    expect((await lab.call("DELETE", peeringPath("a", "none"))).status).toBe(204);
  });

  it.each([
    {
      given: "a subnet of the other network being written",
      busy: "b",
      expected: [400, "ReferencedResourceNotProvisioned"],
    },
    { given: "a subnet of its own network being written", busy: "a", expected: [409, "AnotherOperationInProgress"] },
  ])("given $given, then $expected", async ({ busy, expected }) => {
    await makeVnet(lab, { name: "a", prefixes: ["10.0.0.0/16"] });
    await makeVnet(lab, { name: "b", prefixes: ["10.1.0.0/16"] });
    const addressPrefix = busy === "a" ? "10.0.0.0/24" : "10.1.0.0/24";
    await lab.call("PUT", `${vnetPath(busy)}/subnets/s`, { properties: { addressPrefix } });
    const refused = await lab.call("PUT", peeringPath("a", "to-b"), half(vnetPath("b")));
    expect([refused.status, refused.body.error.code]).toEqual(expected);
    await lab.clock.settle();
    expect((await lab.call("PUT", peeringPath("a", "to-b"), half(vnetPath("b")))).status).toBe(201);
  });

  it("given both halves asked for at once, then the second must wait for the first", async () => {
    await makeVnet(lab, { name: "a", prefixes: ["10.0.0.0/16"] });
    await makeVnet(lab, { name: "b", prefixes: ["10.1.0.0/16"] });
    await lab.call("PUT", peeringPath("a", "to-b"), half(vnetPath("b")));
    const second = await lab.call("PUT", peeringPath("b", "to-a"), half(vnetPath("a")));
    expect(second.body.error.code).toBe("ReferencedResourceNotProvisioned");
    expect(second.body.error.message).toMatch(/PutVirtualNetworkPeeringOperation\.$/);
  });

  it.each([
    {
      given: "overlapping networks",
      remote: { name: "c", prefixes: ["10.0.128.0/17"] },
      code: "VnetAddressSpacesOverlap",
    },
    {
      given: "a network that overlaps one that is peered already",
      remote: { name: "c", prefixes: ["10.1.128.0/17"] },
      code: "VnetAddressSpaceOverlapsWithAlreadyPeeredVnet",
    },
  ])("given $given, then $code", async ({ remote, code }) => {
    await makePair(lab);
    await makeVnet(lab, remote);
    const { status, body } = await lab.call("PUT", peeringPath("a", "to-c"), half(vnetPath("c")));
    expect([status, body.error.code]).toEqual([400, code]);
  });

  it.each([
    { given: "no remote network", body: { properties: {} }, code: "LinkedInvalidPropertyId" },
    { given: "a remote network that is not there", body: half(vnetPath("nobody")), code: "InvalidResourceReference" },
    { given: "a member that nobody knows", body: { properties: { remoteVnet: "b" } }, code: "InvalidRequestFormat" },
    {
      given: "a flag of the wrong type",
      body: half(vnetPath("b"), JSON.parse('{"allowForwardedTraffic":"yes"}')),
      code: "InvalidRequestFormat",
    },
    {
      given: "a second half to the same network",
      body: half(vnetPath("b")),
      code: "AnotherPeeringAlreadyReferencesRemoteVnet",
    },
  ])("given $given, then $code", async ({ body, code }) => {
    await makePair(lab);
    const refused = await lab.call("PUT", peeringPath("a", "second"), body);
    expect([refused.status, refused.body.error.code]).toEqual([400, code]);
  });

  it("given an etag of the past, then a half is neither changed nor deleted", async () => {
    await makePair(lab);
    const headers = { "if-match": 'W/"of-the-past"' };
    for (const [method, body] of [
      ["PUT", half(vnetPath("b"))],
      ["DELETE", undefined],
    ] as const) {
      expect((await lab.call(method, peeringPath("a", "to-b"), body, { headers })).status).toBe(412);
    }
  });

  it("given the quota of halves, then one more is refused", async () => {
    await makeVnet(lab, { name: "a", prefixes: ["10.0.0.0/16"] });
    const codes: string[] = [];
    for (const n of [1, 2, 3]) {
      await makeVnet(lab, { name: `p${n}`, prefixes: [`10.${n}.0.0/16`] });
      const { body } = await lab.put(peeringPath("a", `to-p${n}`), half(vnetPath(`p${n}`)));
      codes.push(body.error?.code ?? "made");
    }
    expect(codes).toEqual(["made", "made", "VirtualNetworkPeeringCountLimitReached"]);
  });

  it.each([
    { given: "no gateway", gateway: false, transit: true, code: "RemoteVnetHasNoGateways" },
    {
      given: "a gateway that may not be used",
      gateway: true,
      transit: false,
      code: "RemotePeeringDoesNotAllowGatewayTransit",
    },
    { given: "a gateway that may be used", gateway: true, transit: true, code: undefined },
  ])("given the remote network has $given, then useRemoteGateways: $code", async ({ gateway, transit, code }) => {
    await makePair(lab);
    if (gateway) lab.cloud.addGateway(vnetPath("b"), "gw");
    await lab.put(peeringPath("b", "to-a"), half(vnetPath("a"), { allowGatewayTransit: transit }));
    const { body } = await lab.put(peeringPath("a", "to-b"), half(vnetPath("b"), { useRemoteGateways: true }));
    expect(body.error?.code).toBe(code);
    expect(body.properties?.remoteGateways?.length).toBe(code === undefined ? 1 : undefined);
  });

  it("given two subscriptions of one tenant, then they are peered like any two", async () => {
    await makeVnet(lab, { name: "a", prefixes: ["10.0.0.0/16"] });
    await makeVnet(lab, { name: "b", prefixes: ["10.1.0.0/16"], subscription: SPOKE });
    await lab.put(peeringPath("a", "to-b"), half(vnetPath("b", SPOKE)));
    await lab.put(peeringPath("b", "to-a", SPOKE), half(vnetPath("a")));
    expect(await stateOf("a", "to-b")).toBe("Succeeded Connected FullyInSync");
  });

  it("given two tenants, then a token of the other tenant is needed too", async () => {
    await makeVnet(lab, { name: "a", prefixes: ["10.0.0.0/16"] });
    await makeVnet(lab, { name: "b", prefixes: ["10.1.0.0/16"], subscription: FOREIGN });
    const refused = await lab.call("PUT", peeringPath("a", "to-b", HUB), half(vnetPath("b", FOREIGN)));
    expect([refused.status, refused.body.error.code]).toEqual([403, "LinkedAuthorizationFailed"]);
    const headers = { "x-ms-authorization-auxiliary": `Bearer ${lab.token(OTHER_TENANT)}` };
    const taken = await lab.call("PUT", peeringPath("a", "to-b", HUB), half(vnetPath("b", FOREIGN)), { headers });
    expect(taken.status).toBe(201);
  });
});
