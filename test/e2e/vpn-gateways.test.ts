import {
  AttachVpnGatewayCommand,
  CreateVpnConnectionCommand,
  CreateVpnGatewayCommand,
  DeleteVpnConnectionCommand,
} from "@aws-sdk/client-ec2";
import { locate } from "../../core/connection/network-id.ts";
import { DeployedWorld } from "../support/deployed-world.ts";
import { asnOf, asnOfAzure, buildTrio, joinMesh, type Trio, vpnConnections } from "../support/vpn-world.ts";

let world: DeployedWorld;
let trio: Trio;

beforeAll(async () => {
  world = await DeployedWorld.start({ clouds: "all" });
  trio = await buildTrio(world, "wrong", 10);
  await joinMesh(trio, "all");
  await world.settle();
  await world.sweep();
}, 120_000);

afterAll(() => world.close());

describe("a gateway that was attached before", () => {
  it.each(["gke", "aks"] as const)(
    "given the ASN of the %s side at it, then blocked, naming both gateways, and no VPN connection",
    async (kind) => {
      const { eks, gke, aks } = await buildTrio(world, `equal-${kind}`, kind === "gke" ? 40 : 50);
      await joinMesh({ gke, aks }, `equal-${kind}`);
      await world.sweep();
      const asn = kind === "gke" ? await asnOf(gke) : await asnOfAzure(aks);
      const { VpnGateway } = await eks.tenant.ec2.send(
        new CreateVpnGatewayCommand({ Type: "ipsec.1", AmazonSideAsn: asn }),
      );
      const attachment = { VpcId: locate(eks.id).localId, VpnGatewayId: VpnGateway?.VpnGatewayId };
      await eks.tenant.ec2.send(new AttachVpnGatewayCommand(attachment));
      await world.lab.clock.advance(2 * 60_000);
      await joinMesh({ eks }, `equal-${kind}`);
      await world.settle();
      const connection = world.connection(eks, kind === "gke" ? gke : aks);
      expect(connection?.state).toBe("blocked");
      expect(connection?.reason).toMatch(new RegExp(`^asn-conflict: .*both have asn ${asn}`));
      expect(await vpnConnections(eks, connection?.id)).toEqual([]);
    },
    120_000,
  );
});

/** Lets time pass until the schedule has just had its turn: the next fourteen minutes are ours. */
async function afterSchedule(): Promise<void> {
  const sweeps = () => world.lab.executions().filter(({ input }) => JSON.stringify(input) === `{"sweep":true}`).length;
  const before = sweeps();
  while (sweeps() === before) await world.lab.clock.advance(60_000);
  await world.settle();
}

describe("a vpn connection that was made anew with options for one tunnel only", () => {
  it.each(["gke", "aks"] as const)(
    "given EKS and %s and a policy that only reports, then degraded, and says so; repaired as soon as it may be",
    async (kind) => {
      const { eks, [kind]: peer } = trio;
      const { ec2 } = eks.tenant;
      const [connection] = await vpnConnections(eks, world.connection(eks, peer)?.id);
      const { VpnConnectionId, CustomerGatewayId, VpnGatewayId, Tags = [], Options } = connection ?? {};
      const TunnelInsideCidr = Options?.TunnelOptions?.[1]?.TunnelInsideCidr;
      await afterSchedule();
      await ec2.send(new DeleteVpnConnectionCommand({ VpnConnectionId }));
      await world.lab.clock.advance(2 * 60_000);
      await ec2.send(
        new CreateVpnConnectionCommand({
          ...{ Type: "ipsec.1", CustomerGatewayId, VpnGatewayId },
          Options: { TunnelOptions: [{ TunnelInsideCidr, PreSharedKey: "somebodyElsesKey1" }] },
          TagSpecifications: [{ ResourceType: "vpn-connection", Tags }],
        }),
      );
      await world.setPolicy({ drift: "report" });
      await world.lab.clock.advance(6 * 60_000);
      await world.sweep();
      expect(world.connection(eks, peer)).toMatchObject({
        state: "degraded",
        reason: expect.stringMatching(/only one tunnel with our inside addresses: one of two tunnel options was given/),
      });
      await world.setPolicy({});
      await world.sweep();
      await world.lab.clock.advance(15 * 60_000);
      await world.sweep();
      expect(world.connection(eks, peer)?.reason).toBeUndefined();
      expect(world.connection(eks, peer)?.state).toBe("active");
    },
    120_000,
  );
});
