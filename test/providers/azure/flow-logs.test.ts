import { createAzureFlowLogs } from "../../../providers/azure/flow-logs.ts";
import { HUB } from "../../lab/clouds/azure/azure-lab.ts";
import {
  type AzureWorld,
  configOf,
  idOf,
  makeWatcher,
  startAzureWorld,
  storageId,
  watcherPath,
  writesOf,
} from "./azure-world.ts";

const network = idOf("a");
const place = { account: HUB, region: "global" };
const wanted = [{ network, which: "all" }] as const;

let world: AzureWorld;
beforeEach(async () => {
  world = await startAzureWorld();
});
afterEach(() => world.lab.stop());

async function keep(some: readonly (typeof wanted)[number][]) {
  const kept = await world.flowLogs.keepFlowLogs(place, some);
  await world.lab.clock.settle();
  return kept;
}

const logs = async () => (await world.lab.call("GET", `${watcherPath}/flowLogs`)).body;

describe("providers/azure/flow-logs", () => {
  it("given a wish, then one flow log of the VNet, once, and gone with the wish", async () => {
    await makeWatcher(world.lab);
    expect(await keep(wanted)).toEqual({ made: 1, removed: 0, problems: [] });
    expect(await writesOf(world, () => keep(wanted))).toEqual([]);
    expect(await logs()).toMatchObject({
      value: [{ tags: { "crosspeer:flow-logs": "all" }, properties: { storageId, enabled: true } }],
    });
    expect(await keep([])).toEqual({ made: 0, removed: 1, problems: [] });
    expect(await logs()).toEqual({ value: [] });
  });

  it("given ours was switched off, then it is switched on again", async () => {
    await makeWatcher(world.lab);
    await keep(wanted);
    const [{ name, tags } = { name: "", tags: {} }] = (await logs()).value;
    const properties = { targetResourceId: network, storageId, enabled: false };
    await world.lab.put(`${watcherPath}/flowLogs/${name}`, { location: "westeurope", tags, properties });
    await world.lab.clock.settle();
    expect(await keep(wanted)).toMatchObject({ made: 1, problems: [] });
    expect(await logs()).toMatchObject({ value: [{ name, properties: { enabled: true } }] });
  });

  it.each([
    { enabled: true, problems: [] },
    { enabled: false, problems: [expect.stringMatching(/flow log theirs is switched off/)] },
  ])("given somebody's, enabled $enabled, then it is never touched", async ({ enabled, problems }) => {
    await makeWatcher(world.lab);
    const properties = { targetResourceId: network, storageId, enabled };
    await world.lab.put(`${watcherPath}/flowLogs/theirs`, { location: "westeurope", properties });
    await world.lab.clock.settle();
    expect(await keep(wanted)).toEqual({ made: 0, removed: 0, problems });
    expect(await keep([])).toMatchObject({ removed: 0 });
  });

  it("given no watcher, or no storage account, then it is told what to do", async () => {
    expect(await keep(wanted)).toMatchObject({
      made: 0,
      problems: [expect.stringMatching(/no network watcher in westeurope/)],
    });
    const without = createAzureFlowLogs(configOf(world.lab), {});
    const { problems } = await without.keepFlowLogs(place, wanted);
    expect(problems).toEqual([expect.stringMatching(/name a storage account for westeurope in azure.flowLogStorage/)]);
  });
});
