import { DescribeCustomerGatewaysCommand, DescribeVpnGatewaysCommand } from "@aws-sdk/client-ec2";
import { DescribeSecretCommand, ListSecretsCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { gatewayName } from "../../core/tunnels/names.ts";
import { hub } from "../../lab/scenarios/accounts.ts";
import { DeployedWorld } from "../support/deployed-world.ts";
import {
  azureConnectionsOf,
  buildTrio,
  joinMesh,
  namesOf,
  propagatedRoutes,
  type Trio,
  vpnConnections,
} from "../support/vpn-world.ts";

let world: DeployedWorld;
let trio: Trio;

beforeAll(async () => {
  world = await DeployedWorld.start({ clouds: "all" });
  trio = await buildTrio(world, "trio", 10);
  await joinMesh(trio, "all");
  await world.settle();
  await world.sweep();
}, 120_000);

afterAll(() => world.close());

async function vpnGateways() {
  const { VpnGateways = [] } = await trio.eks.tenant.ec2.send(new DescribeVpnGatewaysCommand({}));
  return VpnGateways.filter(({ State }) => State !== "deleted" && State !== "deleting");
}

async function customerGateways() {
  const { CustomerGateways = [] } = await trio.eks.tenant.ec2.send(new DescribeCustomerGatewaysCommand({}));
  return CustomerGateways.filter(({ State }) => State !== "deleted" && State !== "deleting");
}

async function azureGateways(): Promise<readonly string[]> {
  const { tenant, id } = trio.aks;
  const group = id.slice(0, id.indexOf("/providers/"));
  const found = JSON.stringify(await tenant.ask("GET", `${group}/providers/Microsoft.Network/virtualNetworkGateways`));
  return [...found.matchAll(/"name":"(crosspeer-[a-z2-7]+)"/g)].map(([, name = ""]) => name);
}

/** Names of secrets that are not scheduled for deletion. */
async function secrets(): Promise<readonly string[]> {
  const client = new SecretsManagerClient({
    endpoint: world.lab.endpoint,
    region: hub.region,
    credentials: { accessKeyId: `LABK${hub.account}`, secretAccessKey: "any" },
  });
  const { SecretList = [] } = await client.send(new ListSecretsCommand({}));
  for (const { Name } of SecretList) await client.send(new DescribeSecretCommand({ SecretId: Name }));
  return SecretList.map(({ Name = "" }) => Name).filter((name) => name.startsWith("crosspeer/"));
}

describe("VPNs that nobody wants any more", () => {
  it("given one of two on every gateway goes, then the other stays up and so do the gateways", async () => {
    const { eks, gke, aks } = trio;
    const gone = world.connection(eks, aks)?.id ?? "";
    await aks.tenant.tag(aks.id, { "crosspeer:connect": gke.name });
    await gke.tenant.label(gke.id, { "crosspeer-accept": aks.name });
    await world.settle();
    await aks.tenant.untag(aks.id, "crosspeer:mesh");
    await world.settle();
    await world.sweep();

    expect([world.connection(eks, gke), world.connection(eks, aks), world.connection(gke, aks)]).toEqual([
      expect.objectContaining({ state: "active" }),
      expect.objectContaining({ state: "absent" }),
      expect.objectContaining({ state: "active" }),
    ]);
    expect(await vpnConnections(eks, gone)).toEqual([]);
    expect(await azureConnectionsOf(aks, gone)).toEqual([]);
    expect(await vpnConnections(eks)).toHaveLength(2);
    expect(await vpnGateways()).toHaveLength(1);
    expect(await azureGateways()).toEqual([gatewayName(aks.id)]);
    expect(await propagatedRoutes(eks)).toEqual([...gke.prefixes].sort());
    expect(await secrets()).toHaveLength(6);
  });

  it("given the last ones go, then the gateways that we made go with them, and the keys", async () => {
    const { eks, gke, aks } = trio;
    await aks.tenant.untag(aks.id, "crosspeer:connect");
    await eks.tenant.untag(eks.id, "crosspeer:mesh");
    await gke.tenant.label(gke.id, { "crosspeer-mesh": "alone" });
    await world.settle();
    await world.sweep();

    expect([world.connection(eks, gke)?.state, world.connection(gke, aks)?.state]).toEqual(["absent", "absent"]);
    expect([await vpnConnections(eks), await customerGateways(), await vpnGateways()]).toEqual([[], [], []]);
    const left = await Promise.all(["vpnTunnels", "vpnGateways", "routers"].map((kind) => namesOf(gke, kind)));
    expect(left).toEqual([[], [], []]);
    expect([await azureConnectionsOf(aks), await azureGateways()]).toEqual([[], []]);
    expect([await propagatedRoutes(eks), await secrets()]).toEqual([[], []]);
  });

  it("given a mesh again, then all is built anew", async () => {
    const { eks, gke } = trio;
    await joinMesh({ eks, gke }, "again");
    await world.settle();
    await world.sweep();

    expect(world.connection(eks, gke)?.state).toBe("active");
    expect(await vpnConnections(eks)).toHaveLength(2);
  });
});
