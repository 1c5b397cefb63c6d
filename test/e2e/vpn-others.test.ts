import { CreateCustomerGatewayCommand, CreateVpnConnectionCommand } from "@aws-sdk/client-ec2";
import { gatewayName } from "../../core/tunnels/names.ts";
import { DeployedWorld } from "../support/deployed-world.ts";
import { azureConnectionsOf, buildTrio, joinMesh, namesOf, type Trio, vpnConnections } from "../support/vpn-world.ts";

let world: DeployedWorld;
let trio: Trio;

beforeAll(async () => {
  world = await DeployedWorld.start({ clouds: "all" });
  trio = await buildTrio(world, "shared", 10);
  await joinMesh(trio, "all");
  await world.settle();
  await world.sweep();
}, 120_000);

afterAll(() => world.close());

/** A VPN of a partner at the gateway of the VPC. */
async function plantOnAws(): Promise<string> {
  const { ec2 } = trio.eks.tenant;
  const [ours] = await vpnConnections(trio.eks);
  const device = { Type: "ipsec.1", BgpAsn: 65_100, IpAddress: "203.0.113.77" } as const;
  const { CustomerGateway } = await ec2.send(new CreateCustomerGatewayCommand(device));
  await world.settle();
  await world.lab.clock.advance(60_000);
  const { VpnConnection } = await ec2.send(
    new CreateVpnConnectionCommand({
      ...{ Type: "ipsec.1", VpnGatewayId: ours?.VpnGatewayId },
      CustomerGatewayId: CustomerGateway?.CustomerGatewayId,
    }),
  );
  await world.settle();
  return VpnConnection?.VpnConnectionId ?? "";
}

/** A tunnel of a partner at the HA VPN gateway, with its router. */
async function plantOnGoogle(): Promise<void> {
  const { tenant, id } = trio.gke;
  const below = `projects/${tenant.project}`;
  const region = "regions/europe-west1";
  const interfaces = [{ id: 0, ipAddress: "203.0.113.78" }];
  const redundancyType = "SINGLE_IP_INTERNALLY_REDUNDANT";
  await tenant.change("POST", "global/externalVpnGateways", { name: "partner", redundancyType, interfaces });
  await tenant.change("POST", `${region}/vpnTunnels`, {
    ...{
      name: "partner-0",
      ikeVersion: 2,
      sharedSecret: "theirs",
      router: `${below}/${region}/routers/${gatewayName(id)}`,
    },
    ...{ vpnGateway: `${below}/${region}/vpnGateways/${gatewayName(id)}`, vpnGatewayInterface: 0 },
    ...{ peerExternalGateway: `${below}/global/externalVpnGateways/partner`, peerExternalGatewayInterface: 0 },
  });
}

/** A connection of a partner at the virtual network gateway. */
async function plantOnAzure(): Promise<void> {
  const { tenant, id } = trio.aks;
  const network = `${id.slice(0, id.indexOf("/providers/"))}/providers/Microsoft.Network`;
  const [location, name] = ["westeurope", "partner"];
  await tenant.change("PUT", `${network}/localNetworkGateways/${name}`, {
    location,
    properties: {
      gatewayIpAddress: "203.0.113.79",
      localNetworkAddressSpace: { addressPrefixes: ["192.168.0.0/16"] },
    },
  });
  await tenant.change("PUT", `${network}/connections/${name}`, {
    location,
    properties: {
      ...{ connectionType: "IPsec", sharedKey: "theirs" },
      virtualNetworkGateway1: { id: `${network}/virtualNetworkGateways/${gatewayName(id)}` },
      localNetworkGateway2: { id: `${network}/localNetworkGateways/${name}` },
    },
  });
}

describe("everything untagged", () => {
  it("given VPNs of a partner at gateways that we made, then theirs stay, and so do the gateways", async () => {
    const { eks, gke, aks } = trio;
    const theirs = await plantOnAws();
    await plantOnGoogle();
    await plantOnAzure();
    await aks.tenant.untag(aks.id, "crosspeer:mesh");
    await gke.tenant.label(gke.id, { "crosspeer-mesh": "alone" });
    await eks.tenant.untag(eks.id, "crosspeer:mesh");
    await world.settle();
    for (let sweep = 0; sweep < 3; sweep++) await world.sweep();

    const states = [world.connection(eks, gke), world.connection(eks, aks), world.connection(gke, aks)];
    expect((await vpnConnections(eks)).map(({ VpnConnectionId }) => VpnConnectionId)).toEqual([theirs]);
    expect(await namesOf(gke, "vpnTunnels")).toEqual(["partner-0"]);
    expect(await namesOf(gke, "vpnGateways")).toEqual([gatewayName(gke.id)]);
    expect(await namesOf(gke, "routers")).toEqual([gatewayName(gke.id)]);
    expect((await azureConnectionsOf(aks)).map(({ name }) => name)).toEqual(["partner"]);
    expect(states.map((one) => one?.state)).toEqual(["absent", "absent", "absent"]);
  });
});
