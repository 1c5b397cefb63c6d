import { gatewayName } from "../../core/tunnels/names.ts";
import { DeployedWorld } from "../support/deployed-world.ts";
import { azureConnectionsOf, buildTrio, joinMesh, namesOf, vpnConnections } from "../support/vpn-world.ts";

let world: DeployedWorld;

beforeEach(async () => {
  world = await DeployedWorld.start({ clouds: "all" });
}, 60_000);

afterEach(() => world.close());

/** Calls that are no part of what is built: rules of firewalls and what networks are told, whose losses other tests see. */
const others =
  /^(CreateTags|DeleteTags|AuthorizeSecurityGroupIngress|firewalls\.\w+|clusters\.\w+|setResourceLabels|tags\/write|networkSecurityGroups\/\S+)$/;

/** Every call by which a VPN is made, in three clouds. */
const writes = [
  ...["CreateVpnGateway", "AttachVpnGateway", "CreateCustomerGateway", "CreateVpnConnection"],
  ...["EnableVgwRoutePropagation", "CreateSecret"],
  ...["routers.insert", "vpnGateways.insert", "externalVpnGateways.insert", "vpnTunnels.insert", "routers.patch"],
  ...["virtualNetworks/subnets/write", "publicIPAddresses/write", "virtualNetworkGateways/write"],
  ...["localNetworkGateways/write", "connections/write"],
];

/** Together as many calls as an undisturbed build makes; what is tried again counts as well. */
const lost = [
  { given: "no answer to the first, third, fifth, seventh and ninth call of each kind", skips: [0, 2, 4, 6, 8] },
  { given: "no answer to the second, fourth, sixth, eighth and tenth call of each kind", skips: [1, 3, 5, 7, 9] },
].map((one) => ({ ...one, when: "after" as const }));
const refused = {
  given: "the first and third call of each kind refused by the cloud's own trouble",
  skips: [0, 2],
  when: "before" as const,
};

describe("a build that nothing disturbs", () => {
  it("given three VPNs, then it makes no call that is not lost below", async () => {
    const trio = await buildTrio(world, "whole", 5);
    const mark = world.mark();
    await joinMesh(trio, "whole");
    await world.settle();
    await world.sweep();
    const made = Map.groupBy(
      world.writesSince(mark).filter(({ service }) => !["dynamodb", "states", "events"].includes(service)),
      ({ action }) => action,
    );
    const unknown = [...made.keys()].filter((action) => !writes.includes(action) && !others.test(action));
    expect(unknown).toEqual([]);
    expect(Math.max(...[...made].filter(([action]) => writes.includes(action)).map(([, { length }]) => length))).toBe(
      10,
    );
  }, 120_000);
});

describe("a build that is cut off again and again", () => {
  it.each([...lost, refused])(
    "given $given, then sweeps build three VPNs, and nothing twice",
    async ({ skips, when }) => {
      const trio = await buildTrio(world, "cut", 10);
      const trouble = when === "before" ? { code: "InternalError", status: 500 } : {};
      for (const skip of skips) {
        for (const action of writes) world.lab.faults.inject({ action, when, skip, ...trouble });
      }
      const mark = world.mark();
      await joinMesh(trio, "cut");
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
