import { Fabric } from "../../../../../lab/world/fabric.ts";
import { AzureLab } from "../azure-lab.ts";
import { LOCATION, makeGroup } from "../builders.ts";
import { checkedAgainst } from "../definitions/specification.ts";
import {
  connectionPath,
  farEnd,
  gatewayPath,
  KEY,
  localGatewayBody,
  localGatewayPath,
  makeConnection,
  makeGateway,
  POLICY,
} from "./vpn-builders.ts";

let lab: AzureLab;
let fabric: Fabric;

beforeEach(async () => {
  fabric = new Fabric(() => lab.clock.now());
  lab = await AzureLab.start({ fabric });
});

afterEach(() => lab.stop());

describe(`what a gateway says of BGP to Microsoft's own client, each answer checked against ${checkedAgainst}`, () => {
  it("given a session that is up, then its state, what it has learned and what it tells", async () => {
    fabric.join(() => [farEnd("198.19.0.1")]);
    await makeConnection(lab);
    await lab.clock.advance(95_000);
    const { virtualNetworkGateways: gateways } = lab.client();
    const quick = { updateIntervalInMs: 1 };
    const { value: peers = [] } = await gateways.getBgpPeerStatus("rg", "gw", quick);
    expect(peers.map(({ localAddress, neighbor, state }) => [localAddress, neighbor, state])).toEqual([
      ["169.254.21.2", "169.254.21.1", "Connected"],
      ["169.254.22.2", "169.254.21.1", "Connecting"],
    ]);
    expect(peers[0]).toMatchObject({ asn: 64513, routesReceived: 1, connectedDuration: "00:01:00" });
    const { value: learned = [] } = await gateways.getLearnedRoutes("rg", "gw", quick);
    expect(learned.map(({ network, sourcePeer, origin, asPath }) => [network, sourcePeer, origin, asPath])).toEqual([
      ["172.20.0.0/16", "169.254.21.1", "EBgp", "64513"],
    ]);
    const { value: told = [] } = await gateways.getAdvertisedRoutes("rg", "gw", "169.254.21.1", quick);
    expect(told.map(({ network, asPath }) => [network, asPath])).toEqual([["10.0.0.0/16", "65521"]]);
  });

  it("given a question, then 202 with where the answer will be, and there 200 with it", async () => {
    await makeGateway(lab);
    const asked = await lab.call("POST", `${gatewayPath("gw")}/getLearnedRoutes`);
    expect([asked.status, asked.headers["azure-asyncoperation"], asked.body]).toEqual([202, undefined, undefined]);
    const answer = await lab.call("GET", String(asked.headers["location"]));
    expect([answer.status, answer.body]).toEqual([200, { value: [] }]);
  });

  it("given no gateway, then ResourceNotFound", async () => {
    await makeGroup(lab);
    const { body } = await lab.call("POST", `${gatewayPath("gw")}/getBgpPeerStatus`);
    expect(body.error.code).toBe("ResourceNotFound");
  });

  it("given the client, then it makes a connection, of which it can read the key but not, from a reference, the rest", async () => {
    await makeGateway(lab);
    await lab.put(localGatewayPath("far"), localGatewayBody());
    const { virtualNetworkGatewayConnections: connections } = lab.client();
    const poller = connections.createOrUpdate("rg", "c", {
      ...{ location: LOCATION, connectionType: "IPsec", connectionProtocol: "IKEv2", sharedKey: KEY, enableBgp: true },
      ...{ virtualNetworkGateway1: { id: gatewayPath("gw") }, localNetworkGateway2: { id: localGatewayPath("far") } },
      ipsecPolicies: [POLICY],
    });
    await poller.submitted();
    await lab.clock.settle();
    const { body } = await lab.call("GET", connectionPath("c"));
    expect(body.properties).toMatchObject({ provisioningState: "Succeeded", ipsecPolicies: [POLICY] });
    expect(await connections.getSharedKey("rg", "c")).toMatchObject({ value: KEY });
    // Version 39 wants a whole gateway where Azure answers, as recorded, a reference.
    expect(body.properties.virtualNetworkGateway1).toEqual({ id: gatewayPath("gw") });
    await expect(connections.get("rg", "c")).rejects.toThrow(TypeError);
  });

  it("given the client, then it makes a gateway and puts it back with more addresses", async () => {
    await makeGateway(lab);
    const { virtualNetworkGateways: gateways } = lab.client();
    const given = await gateways.get("rg", "gw");
    const [first, second] = given.bgpSettings?.bgpPeeringAddresses ?? [];
    const more = { ...first, customBgpIpAddresses: [...(first?.customBgpIpAddresses ?? []), "169.254.21.10"] };
    const bgpSettings = { ...given.bgpSettings, bgpPeeringAddresses: [more, second ?? {}] };
    await gateways.createOrUpdate("rg", "gw", { ...given, bgpSettings }).submitted();
    await lab.clock.settle();
    const { active, bgpSettings: changed, provisioningState } = await gateways.get("rg", "gw");
    expect([active, provisioningState]).toEqual([true, "Succeeded"]);
    expect(changed?.bgpPeeringAddresses?.[0]?.customBgpIpAddresses).toEqual(more.customBgpIpAddresses);
  });
});
