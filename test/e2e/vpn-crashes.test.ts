import { gatewayName } from "../../core/tunnels/names.ts";
import { DeployedWorld } from "../support/deployed-world.ts";
import { azureConnectionsOf, buildTrio, joinMesh, namesOf, vpnConnections } from "../support/vpn-world.ts";

let world: DeployedWorld;

beforeAll(async () => {
  world = await DeployedWorld.start({ clouds: "all" });
}, 60_000);

afterAll(() => world.close());

/** Every call by which a VPN is made, in three clouds. */
const writes = [
  ...["CreateVpnGateway", "AttachVpnGateway", "CreateCustomerGateway", "CreateVpnConnection"],
  ...["EnableVgwRoutePropagation", "CreateSecret"],
  ...["routers.insert", "vpnGateways.insert", "externalVpnGateways.insert", "vpnTunnels.insert", "routers.patch"],
  ...["virtualNetworks/subnets/write", "publicIPAddresses/write", "virtualNetworkGateways/write"],
  ...["localNetworkGateways/write", "connections/write"],
];

describe("a build that is cut off again and again", () => {
  it.each([
    { given: "no answer to the first call of each kind", skip: 0, when: "after", block: 10 },
    { given: "no answer to the second call of each kind", skip: 1, when: "after", block: 20 },
    { given: "no answer to the fourth call of each kind", skip: 3, when: "after", block: 30 },
    { given: "the first call of each kind refused by the cloud's own trouble", skip: 0, when: "before", block: 40 },
  ] as const)(
    "given $given, then sweeps build three VPNs, and nothing twice",
    async ({ skip, when, block }) => {
      const trio = await buildTrio(world, `cut-${block}`, block);
      const trouble = when === "before" ? { code: "InternalError", status: 500 } : {};
      for (const action of writes) world.lab.faults.inject({ action, when, skip, ...trouble });
      const mark = world.mark();
      await joinMesh(trio, `cut-${block}`);
      await world.settle();
      world.lab.faults.clear();
      await world.sweep();
      await world.sweep();

      const { eks, gke, aks } = trio;
      const ids = [world.connection(eks, gke), world.connection(eks, aks), world.connection(gke, aks)];
      expect(ids.map((one) => one?.state)).toEqual(["active", "active", "active"]);
      const [first, second] = ids.map((one) => one?.id ?? "");
      expect(await vpnConnections(eks, first)).toHaveLength(2);
      expect(await vpnConnections(eks, second)).toHaveLength(2);
      const tunnels = await namesOf(gke, "vpnTunnels");
      expect(tunnels.filter((name) => ids.some((one) => name.startsWith(`${one?.id}-`)))).toHaveLength(6);
      expect((await namesOf(gke, "routers")).filter((name) => name === gatewayName(gke.id))).toHaveLength(1);
      const connections = await azureConnectionsOf(aks);
      expect(connections.filter(({ name }) => ids.some((one) => name.startsWith(`${one?.id}-`)))).toHaveLength(6);
      // Each gateway was made once: another one would have been paid for.
      const gateways = world
        .writesSince(mark)
        .filter(({ action, error }) => action === "CreateVpnGateway" && error === undefined);
      expect(gateways.length).toBeLessThanOrEqual(2);
    },
    120_000,
  );
});
