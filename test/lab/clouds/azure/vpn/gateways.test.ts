import { AzureLab } from "../azure-lab.ts";
import { LOCATION, makeGroup, makeVnet, vnetPath } from "../builders.ts";
import { checkedAgainst } from "../definitions/specification.ts";
import {
  connectionPath,
  gatewayBody,
  gatewayPath,
  localGatewayBody,
  localGatewayPath,
  makeConnection,
  makeGateway,
  makeGround,
  publicIpBody,
  publicIpPath,
} from "./vpn-builders.ts";

const MINUTE_MS = 60_000;
let lab: AzureLab;

beforeEach(async () => {
  lab = await AzureLab.start();
});

afterEach(() => lab.stop());

async function stateOf(path: string): Promise<string> {
  const { status, body } = await lab.call("GET", path);
  return status === 200 ? body.properties.provisioningState : body.error.code;
}

describe(`public addresses, each answer checked against ${checkedAgainst}`, () => {
  it("given a standard static one, then it has its address as soon as its operation is done", async () => {
    await makeGroup(lab);
    const made = await lab.call("PUT", publicIpPath("pip0"), publicIpBody);
    expect([made.status, made.body.properties.ipAddress]).toEqual([201, undefined]);
    await lab.clock.advance(10_000);
    const { body } = await lab.call("GET", publicIpPath("pip0"));
    expect(body.properties).toMatchObject({ provisioningState: "Succeeded", ipAddress: "198.19.0.1" });
    const { body: list } = await lab.call("GET", publicIpPath("").slice(0, -1));
    expect(list.value).toEqual([body]);
  });

  it("given one that a gateway holds, then it cannot be deleted, and can be once the gateway is gone", async () => {
    await makeGateway(lab);
    const { status, body } = await lab.call("DELETE", publicIpPath("pip0"));
    expect([status, body.error.code]).toEqual([400, "PublicIPAddressCannotBeDeleted"]);
    expect(body.error.message).toContain("virtualNetworkGateways/gw/ipConfigurations/ip0");
    await lab.call("DELETE", gatewayPath("gw"));
    await lab.clock.settle();
    expect((await lab.call("DELETE", publicIpPath("pip0"))).status).toBe(202);
    await lab.clock.settle();
    expect((await lab.call("DELETE", publicIpPath("pip0"))).status).toBe(204);
  });

  it.each([
    { given: "a basic one", over: { sku: { name: "Basic" } }, code: "IPv4BasicSkuPublicIpCountLimitReached" },
    {
      given: "a standard dynamic one",
      over: { properties: { publicIPAllocationMethod: "Dynamic" } },
      code: "PublicIPAddressWithStandardSkuMustHaveStaticAllocationMethod",
    },
    { given: "zones where there are none", over: { location: "westus" }, code: "LocationNotSupportAvailabilityZones" },
  ])("given $given, then $code", async ({ over, code }) => {
    await makeGroup(lab);
    const { status, body } = await lab.call("PUT", publicIpPath("pip0"), { ...publicIpBody, ...over });
    expect([status, body.error.code]).toEqual([400, code]);
  });
});

describe(`virtual network gateways, each answer checked against ${checkedAgainst}`, () => {
  it("given a new one, then it is Updating for 45 minutes, an update takes 15 and a delete 15", async () => {
    await makeGround(lab);
    expect((await lab.call("PUT", gatewayPath("gw"), gatewayBody())).status).toBe(201);
    await lab.clock.advance(44 * MINUTE_MS);
    expect(await stateOf(gatewayPath("gw"))).toBe("Updating");
    await lab.clock.advance(MINUTE_MS);
    expect(await stateOf(gatewayPath("gw"))).toBe("Succeeded");
    const again = await lab.call("PUT", gatewayPath("gw"), gatewayBody());
    expect([again.status, again.body.properties.provisioningState]).toEqual([200, "Succeeded"]);
    await lab.call("PUT", gatewayPath("gw"), gatewayBody({ bgpSettings: { asn: 65522 } }));
    await lab.clock.advance(14 * MINUTE_MS);
    expect(await stateOf(gatewayPath("gw"))).toBe("Updating");
    await lab.clock.advance(MINUTE_MS);
    expect(await stateOf(gatewayPath("gw"))).toBe("Succeeded");
    const gone = await lab.call("DELETE", gatewayPath("gw"));
    expect([gone.status, gone.headers["retry-after"]]).toEqual([202, "10"]);
    await lab.clock.advance(14 * MINUTE_MS);
    expect(await stateOf(gatewayPath("gw"))).toBe("Deleting");
    await lab.clock.advance(MINUTE_MS);
    expect(await stateOf(gatewayPath("gw"))).toBe("ResourceNotFound");
  });

  it("given an active-active one, then each instance tells its addresses, which a PUT may bring back", async () => {
    await makeGateway(lab);
    const { body } = await lab.call("GET", gatewayPath("gw"));
    const ids = [0, 1].map((index) => `${gatewayPath("gw")}/ipConfigurations/ip${index}`);
    expect(body.properties.bgpSettings).toEqual({
      ...{ asn: 65521, bgpPeeringAddress: "10.0.255.4,10.0.255.5", peerWeight: 0 },
      bgpPeeringAddresses: [
        {
          ...{ ipconfigurationId: ids[0], defaultBgpIpAddresses: ["10.0.255.4"] },
          ...{ customBgpIpAddresses: ["169.254.21.2", "169.254.21.6"], tunnelIpAddresses: ["198.19.0.1"] },
        },
        {
          ...{ ipconfigurationId: ids[1], defaultBgpIpAddresses: ["10.0.255.5"] },
          ...{ customBgpIpAddresses: ["169.254.22.2", "169.254.22.6"], tunnelIpAddresses: ["198.19.0.2"] },
        },
      ],
    });
    const back = await lab.call("PUT", gatewayPath("gw"), body);
    expect([back.status, back.body.properties.provisioningState]).toEqual([200, "Succeeded"]);
    const { body: vnet } = await lab.call("GET", vnetPath("a"));
    expect(vnet.properties.subnets[0].properties.ipConfigurations).toEqual(ids.map((id) => ({ id })));
  });

  it("given no ASN, then it is 65515", async () => {
    await makeGround(lab);
    await lab.put(gatewayPath("gw"), gatewayBody({ bgpSettings: {} }));
    const { body } = await lab.call("GET", gatewayPath("gw"));
    expect(body.properties.bgpSettings.asn).toBe(65515);
  });

  it.each([
    { given: "a SKU without zones", over: { sku: { name: "VpnGw1" } }, code: "NonAzSkusNotAllowedForVPNGateway" },
    {
      given: "active-active with one address",
      over: { ipConfigurations: gatewayBody().properties.ipConfigurations.slice(0, 1), bgpSettings: {} },
      code: "InvalidIpConfigurationCountForVirtualNetworkGateway",
    },
    { given: "a reserved ASN", over: { bgpSettings: { asn: 65517 } }, code: "InvalidBgpAsn" },
    {
      given: "a custom address outside of the window",
      over: { bgpSettings: { bgpPeeringAddresses: [bgpAddress("169.254.23.2")] } },
      code: "InvalidCustomBgpIpAddress",
    },
    {
      given: "custom addresses of an IP configuration that there is not",
      over: { bgpSettings: { bgpPeeringAddresses: [bgpAddress("169.254.21.2", "ip7")] } },
      code: "InvalidResourceReference",
    },
    { given: "another kind of gateway", over: { gatewayType: "ExpressRoute" }, code: "InvalidRequestFormat" },
  ])("given $given, then $code", async ({ over, code }) => {
    await makeGround(lab);
    const { status, body } = await lab.call("PUT", gatewayPath("gw"), gatewayBody(over));
    expect([status, body.error.code]).toEqual([400, code]);
  });

  it.each([
    { given: "a subnet by another name", subnet: "gateways", code: "SubnetNotGatewaySubnet" },
    { given: "a subnet that there is not", subnet: "none", code: "InvalidResourceReference" },
  ])("given $given, then $code", async ({ subnet, code }) => {
    await makeGround(lab);
    await lab.put(`${vnetPath("a")}/subnets/gateways`, { properties: { addressPrefix: "10.0.1.0/27" } });
    const body = JSON.stringify(gatewayBody()).replaceAll("subnets/GatewaySubnet", `subnets/${subnet}`);
    const { body: answer } = await lab.call("PUT", gatewayPath("gw"), body);
    expect(answer.error.code).toBe(code);
  });

  it("given public addresses without zones, then the gateway is refused", async () => {
    await makeVnet(lab, {
      name: "a",
      prefixes: ["10.0.0.0/16"],
      subnets: [{ name: "GatewaySubnet", prefix: "10.0.255.0/27" }],
    });
    const { zones: _zones, ...zoneless } = publicIpBody;
    for (const name of ["pip0", "pip1"]) await lab.put(publicIpPath(name), zoneless);
    const { body } = await lab.call("PUT", gatewayPath("gw"), gatewayBody());
    expect(body.error.code).toBe("VmssVpnGatewayPublicIpsMustHaveZonesConfigured");
  });

  it("given a network or an address that is being changed, then ReferencedResourceNotProvisioned", async () => {
    await makeGround(lab);
    await lab.call("PUT", `${vnetPath("a")}/subnets/more`, { properties: { addressPrefix: "10.0.1.0/24" } });
    const { status, body } = await lab.call("PUT", gatewayPath("gw"), gatewayBody());
    expect([status, body.error.code]).toEqual([400, "ReferencedResourceNotProvisioned"]);
    expect(body.error.message).toContain("PutSubnetOperation");
  });

  it("given a second one for the network, and another write of the first, then both are refused", async () => {
    await makeGround(lab);
    await lab.call("PUT", gatewayPath("gw"), gatewayBody());
    const second = await lab.call("PUT", gatewayPath("gw2"), gatewayBody({}, "gw2"));
    expect(second.body.error.code).toBe("VirtualNetworkAlreadyHasVpnGateway");
    const { status, headers, body } = await lab.call("PUT", gatewayPath("gw"), gatewayBody());
    expect([status, headers["retry-after"], body.error.code]).toEqual([429, "10", "RetryableError"]);
    expect(body.error.details[0].code).toBe("RetryableErrorDueToAnotherOperation");
    const subnet = { properties: { addressPrefix: "10.0.255.0/26" } };
    const changed = await lab.call("PUT", `${vnetPath("a")}/subnets/GatewaySubnet`, subnet);
    expect(changed.status).toBe(400);
  });

  it("given connections, then it cannot be deleted before them, nor its far end", async () => {
    await makeConnection(lab);
    const { status, body } = await lab.call("DELETE", gatewayPath("gw"));
    expect([status, body.error.code]).toEqual([400, "VirtualNetworkGatewayCannotBeDeleted"]);
    const far = await lab.call("DELETE", localGatewayPath("far"));
    expect(far.body.error.code).toBe("InUseLocalNetworkGatewayCannotBeDeleted");
    await lab.call("DELETE", connectionPath("c"));
    await lab.clock.settle();
    expect((await lab.call("DELETE", localGatewayPath("far"))).status).toBe(202);
    expect((await lab.call("DELETE", gatewayPath("gw"))).status).toBe(202);
  });
});

describe(`local network gateways, each answer checked against ${checkedAgainst}`, () => {
  it("given one, then it is ready after 5 seconds, and read, listed and deleted", async () => {
    await makeGroup(lab);
    const made = await lab.call("PUT", localGatewayPath("far"), localGatewayBody());
    expect([made.status, made.body.properties.provisioningState]).toEqual([201, "Updating"]);
    await lab.clock.advance(5000);
    const { body } = await lab.call("GET", localGatewayPath("far"));
    expect(body.properties).toMatchObject({
      ...{ provisioningState: "Succeeded", gatewayIpAddress: "198.18.0.1" },
      bgpSettings: { asn: 64513, bgpPeeringAddress: "169.254.21.1", peerWeight: 0 },
    });
    const { body: list } = await lab.call("GET", localGatewayPath("").slice(0, -1));
    expect(list.value).toEqual([body]);
    expect((await lab.call("DELETE", localGatewayPath("far"))).status).toBe(202);
    await lab.clock.settle();
    expect((await lab.call("DELETE", localGatewayPath("far"))).status).toBe(204);
  });

  it.each([
    { given: "Azure's own ASN", asn: 65515, code: "InvalidBgpAsn" },
    { given: "no ASN", asn: 0, code: "LocalNetworkGatewayCannotHaveZeroAsn" },
  ])("given $given, then $code", async ({ asn, code }) => {
    await makeGroup(lab);
    const bgpSettings = { asn, bgpPeeringAddress: "169.254.21.1" };
    const { body } = await lab.call("PUT", localGatewayPath("far"), {
      ...localGatewayBody({ bgpSettings }),
      location: LOCATION,
    });
    expect(body.error.code).toBe(code);
  });
});

function bgpAddress(address: string, name = "ip0") {
  return { ipconfigurationId: `${gatewayPath("gw")}/ipConfigurations/${name}`, customBgpIpAddresses: [address] };
}
