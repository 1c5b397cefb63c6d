import { DeployedWorld } from "../support/deployed-world.ts";
import { buildAks, buildGke } from "../support/gke-and-aks.ts";

let world: DeployedWorld;

beforeAll(async () => {
  world = await DeployedWorld.start({ clouds: "all" });
}, 60_000);

afterAll(() => world.close());

/** The writes about flow logs in the other clouds that a look of the schedule makes. */
async function check(): Promise<readonly string[]> {
  const mark = world.mark();
  await world.startMachine("CheckFlowLogsMachineArn", {});
  const writes = world.writesSince(mark).map(({ service, action, status }) => `${service} ${action} ${status}`);
  return writes.filter((write) => /flowlogs/i.test(write));
}

describe("flow logs of joined networks elsewhere", () => {
  it("given the label, then one configuration, and none when it is gone", async () => {
    const labels = { mesh: "gke", "flow-logs": "all" };
    const one = await buildGke(world.lab, 0, {
      ...{ name: "one", nodes: "10.1.0.0/20", pods: "100.65.0.0/16", services: "10.1.16.0/20", labels },
    });
    await buildGke(world.lab, 1, {
      ...{
        name: "two",
        nodes: "10.2.0.0/20",
        pods: "100.66.0.0/16",
        services: "10.2.16.0/20",
        labels: { mesh: "gke" },
      },
    });
    await world.sweep();
    expect(await check()).toEqual(["networkmanagement vpcFlowLogsConfigs.create 200"]);
    expect(await check()).toEqual([]);

    await one.tenant.unlabel(one.id, "crosspeer-flow-logs");
    await world.sweep();
    expect(await check()).toEqual(["networkmanagement vpcFlowLogsConfigs.delete 200"]);
  });

  it("given the tag, then one flow log where there is a watcher, and none when it is gone", async () => {
    const tags = { mesh: "aks", "flow-logs": "all" };
    const one = await buildAks(world.lab, 0, { name: "web", prefixes: ["10.3.0.0/16"], nodes: "10.3.0.0/20", tags });
    await buildAks(world.lab, 1, {
      ...{ name: "db", prefixes: ["10.4.0.0/16"], nodes: "10.4.0.0/20", tags: { mesh: "aks" } },
    });
    await world.sweep();
    expect(await check()).toEqual([]);
    const group = one.id.split("/providers/")[0];
    await one.tenant.change("PUT", `${group}/providers/Microsoft.Network/networkWatchers/w`, {
      location: "westeurope",
    });
    expect(await check()).toEqual(["Microsoft.Network networkWatchers/flowLogs/write 201"]);
    expect(await check()).toEqual([]);

    await one.tenant.untag(one.id, "crosspeer:flow-logs");
    await world.sweep();
    expect(await check()).toEqual(["Microsoft.Network networkWatchers/flowLogs/delete 202"]);
  });
});
