import { gatewayName } from "../../../core/tunnels/names.ts";
import {
  build,
  finish,
  gatewayPath,
  namesOf,
  near,
  resourcePath,
  startWiredWorld,
  towardsAws,
  towardsGoogle,
  tunnelsOf,
} from "./azure-vpn.ts";
import { writesOf } from "./azure-world.ts";

let world: Awaited<ReturnType<typeof startWiredWorld>>;

beforeEach(async () => {
  world = await startWiredWorld();
});

afterEach(() => world.lab.stop());

const aws = towardsAws();
const google = towardsGoogle();

describe("providers/azure/remove-vpn", () => {
  it("given two connections, then one goes and the gateway stays; then both go, and all that was made", async () => {
    const { provider, lab } = world;
    const nothing = { done: true, wait: 0, owned: [] };
    await build(world, aws);
    await build(world, google);
    expect(await finish(world, () => provider.removeTunnels(near, aws.connection))).toEqual(nothing);
    expect(await namesOf(world, "connections")).toEqual(tunnelsOf(google, 2));
    const kept = [{ kind: "gateway", id: gatewayName(near), network: near }];
    expect(await provider.removeGateway(near)).toEqual({ ...nothing, owned: kept });
    await finish(world, () => provider.removeTunnels(near, google.connection));
    expect(await finish(world, () => provider.removeGateway(near))).toEqual(nothing);
    await lab.clock.settle();
    for (const type of ["connections", "localNetworkGateways", "virtualNetworkGateways", "publicIPAddresses"]) {
      expect(await namesOf(world, type)).toEqual([]);
    }
    expect((await lab.call("GET", `${resourcePath("virtualNetworks", "a")}/subnets/GatewaySubnet`)).status).toBe(404);
    expect(await writesOf(world, () => provider.removeGateway(near))).toEqual([]);
    expect(await writesOf(world, () => provider.removeTunnels(near, aws.connection))).toEqual([]);
  });

  it.each(["before", "after"] as const)("given a run is killed %s each deletion, then others end it", async (when) => {
    const { provider, lab } = world;
    await build(world, google);
    const remove = async () => {
      await provider.removeTunnels(near, google.connection);
      await provider.removeGateway(near);
    };
    const resources = ["connections", "localNetworkGateways", "virtualNetworkGateways", "publicIPAddresses"];
    for (const resource of [...resources, "virtualNetworks/subnets"]) {
      lab.faults.inject({ action: `${resource}/delete`, when, code: "Killed", status: 400 });
    }
    for (let run = 0; run < 15; run++) {
      await remove().catch(() => undefined);
      await lab.clock.settle();
    }
    lab.faults.clear();
    await finish(world, () => provider.removeGateway(near));
    await lab.clock.settle();
    for (const type of resources) expect(await namesOf(world, type)).toEqual([]);
    expect((await lab.call("GET", gatewayPath)).status).toBe(404);
    expect((await lab.call("GET", `${resourcePath("virtualNetworks", "a")}/subnets/GatewaySubnet`)).status).toBe(404);
  });
});
