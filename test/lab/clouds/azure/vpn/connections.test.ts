import { Fabric } from "../../../../../lab/world/fabric.ts";
import { AzureLab } from "../azure-lab.ts";
import { checkedAgainst } from "../definitions/specification.ts";
import {
  connectionBody,
  connectionPath,
  custom,
  farEnd,
  gatewayBody,
  gatewayPath,
  KEY,
  localGatewayBody,
  localGatewayPath,
  makeConnection,
  makeGateway,
  makeGround,
  POLICY,
} from "./vpn-builders.ts";

let lab: AzureLab;
let fabric: Fabric;

beforeEach(async () => {
  fabric = new Fabric(() => lab.clock.now());
  lab = await AzureLab.start({ fabric });
});

afterEach(() => lab.stop());

async function propertiesOf(path: string) {
  const { body } = await lab.call("GET", path);
  return body.properties;
}

describe(`connections, each answer checked against ${checkedAgainst}`, () => {
  it("given one, then its key is neither shown nor journalled, and can be read and set at its own address", async () => {
    const made = await makeConnection(lab);
    expect([made.status, made.body.properties.provisioningState]).toEqual([201, "Updating"]);
    const { body } = await lab.call("GET", connectionPath("c"));
    expect(JSON.stringify([made.body, body])).not.toContain(KEY);
    expect((await lab.call("GET", `${connectionPath("c")}/sharedkey`)).body).toEqual({ value: KEY });
    await lab.put(`${connectionPath("c")}/sharedkey`, { value: "anotherKey" });
    await lab.put(connectionPath("c"), body);
    expect((await lab.call("GET", `${connectionPath("c")}/sharedkey`)).body).toEqual({ value: "anotherKey" });
    const journal = JSON.stringify(lab.journal.entries);
    expect([journal.includes(KEY), journal.includes("anotherKey"), journal.includes("(secret)")]).toEqual([
      false,
      false,
      true,
    ]);
  });

  it("given a gateway that is not ready, then ReferencedResourceNotProvisioned", async () => {
    await makeGround(lab);
    await lab.put(localGatewayPath("far"), localGatewayBody());
    await lab.call("PUT", gatewayPath("gw"), gatewayBody());
    const { status, body } = await lab.call("PUT", connectionPath("c"), connectionBody());
    expect([status, body.error.code]).toEqual([400, "ReferencedResourceNotProvisioned"]);
    expect(body.error.message).toContain("PutVirtualNetworkGatewayOperation");
  });

  it("given two at once, then the second is told to wait, and the gateway is Updating meanwhile", async () => {
    await makeGateway(lab);
    await lab.put(localGatewayPath("far"), localGatewayBody());
    await lab.put(localGatewayPath("far2"), localGatewayBody({ gatewayIpAddress: "198.18.0.2" }));
    await lab.call("PUT", connectionPath("c"), connectionBody());
    const second = await lab.call("PUT", connectionPath("c2"), connectionBody({}, "far2"));
    expect([second.status, second.body.error.details[0].code]).toEqual([429, "RetryableErrorDueToAnotherOperation"]);
    const removed = await lab.call("DELETE", connectionPath("c"));
    expect([removed.status, removed.body.error.code]).toEqual([409, "AnotherOperationInProgress"]);
    expect((await propertiesOf(gatewayPath("gw"))).provisioningState).toBe("Updating");
    await lab.clock.settle();
    expect((await propertiesOf(gatewayPath("gw"))).provisioningState).toBe("Succeeded");
    expect((await lab.put(connectionPath("c2"), connectionBody({}, "far2"))).status).toBe(201);
    const { body } = await lab.call("GET", `${gatewayPath("gw")}/connections`);
    expect(body.value.map(({ name }: { name: string }) => name)).toEqual(["c", "c2"]);
  });

  it.each([
    {
      given: "a policy without one of its eight fields",
      over: { ipsecPolicies: [{ ...POLICY, pfsGroup: undefined }] },
      code: "InvalidRequestFormat",
    },
    {
      given: "a custom address of one instance only",
      over: { gatewayCustomBgpIpAddresses: [custom(0, "169.254.21.2")] },
      code: "MissingGatewayCustomBgpIpAddress",
    },
    {
      given: "a custom address that the instance has not",
      over: { gatewayCustomBgpIpAddresses: [custom(0, "169.254.22.2"), custom(1, "169.254.22.6")] },
      code: "InvalidGatewayCustomBgpIpAddress",
    },
    { given: "an empty key", over: { sharedKey: "" }, code: "InvalidSharedKey" },
    { given: "a connection of ExpressRoute", over: { connectionType: "ExpressRoute" }, code: "InvalidRequestFormat" },
    {
      given: "a far end that there is not",
      over: { localNetworkGateway2: { id: localGatewayPath("none") } },
      code: "InvalidResourceReference",
    },
  ])("given $given, then $code", async ({ over, code }) => {
    const { status, body } = await makeConnection(lab, over);
    expect([status, body.error.code]).toEqual([400, code]);
  });

  it("given the same ASN at both ends, then there is no connection", async () => {
    await makeGateway(lab);
    const bgpSettings = { asn: 65521, bgpPeeringAddress: "169.254.21.1" };
    await lab.put(localGatewayPath("far"), localGatewayBody({ bgpSettings }));
    const { body } = await lab.call("PUT", connectionPath("c"), connectionBody());
    expect(body.error.code).toBe("GatewaysCannotHaveSameAsn");
  });
});

describe("what the wires make of a connection", () => {
  it("given a far end that points at instance 1, then Unknown, Connecting and at last Connected by that one", async () => {
    await makeConnection(lab);
    fabric.join(() => [farEnd("198.19.0.2")]);
    expect((await propertiesOf(connectionPath("c"))).connectionStatus).toBe("Unknown");
    await lab.clock.advance(10_000);
    expect((await propertiesOf(connectionPath("c"))).connectionStatus).toBe("Connecting");
    await lab.clock.advance(10_000);
    const { connectionStatus, tunnelConnectionStatus } = await propertiesOf(connectionPath("c"));
    const tunnels = tunnelConnectionStatus.map((one: Record<string, unknown>) => [
      one["tunnel"],
      one["connectionStatus"],
    ]);
    expect([connectionStatus, tunnels]).toEqual([
      "Connected",
      [
        ["c_198.19.0.1", "NotConnected"],
        ["c_198.19.0.2", "Connected"],
      ],
    ]);
  });

  it.each([
    { given: "another key", over: { key: "other" }, connection: {}, expected: "NotConnected" },
    { given: "IKEv1", over: { ikeVersions: [1 as const] }, connection: {}, expected: "NotConnected" },
    {
      given: "Azure's default policy, which has group 2 only",
      over: {},
      connection: { ipsecPolicies: [] },
      expected: "NotConnected",
    },
    {
      given: "two ends that wait",
      over: {},
      connection: { connectionMode: "ResponderOnly" },
      expected: "NotConnected",
    },
    { given: "a far end that agrees", over: {}, connection: {}, expected: "Connected" },
  ])("given $given, then $expected", async ({ over, connection, expected }) => {
    fabric.join(() => [farEnd("198.19.0.1", over)]);
    await makeConnection(lab, connection);
    await lab.clock.advance(60_000);
    expect((await propertiesOf(connectionPath("c"))).connectionStatus).toBe(expected);
  });

  it("given no custom addresses on the connection, then the instance's first is used", async () => {
    fabric.join(() => [farEnd("198.19.0.1")]);
    await makeConnection(lab, { gatewayCustomBgpIpAddresses: [] });
    await lab.clock.advance(60_000);
    expect(fabric.session(`azure/${connectionPath("c").toLowerCase()}/0`)).toMatchObject({ up: true });
  });

  it("given a far end that does not speak first, then BGP stays down: Azure does not from link-local space", async () => {
    const { bgp, ...rest } = farEnd("198.19.0.1");
    if (bgp !== undefined) fabric.join(() => [{ ...rest, bgp: { ...bgp, initiates: false } }]);
    await makeConnection(lab);
    await lab.clock.advance(60_000);
    const id = `azure/${connectionPath("c").toLowerCase()}/0`;
    expect([fabric.tunnel(id).up, fabric.session(id)]).toEqual([true, { up: false, reason: "no-initiator" }]);
  });
});
