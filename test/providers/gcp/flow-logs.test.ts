import { makeNetwork } from "../../lab/clouds/gcp/builders.ts";
import { type GcpWorld, networkId, startGcpWorld } from "./gcp-world.ts";

const network = networkId("lab-one/a");
const place = { account: "lab-one", region: "global" };
const wanted = [{ network, which: "all" }] as const;
const configs = "projects/lab-one/locations/global/vpcFlowLogsConfigs";

let world: GcpWorld;
beforeEach(async () => {
  world = await startGcpWorld();
  await makeNetwork(world.lab, "lab-one/a", { range: "10.0.0.0/20" });
});
afterEach(() => world.lab.close());

const keep = (some: readonly (typeof wanted)[number][]) => world.flowLogs.keepFlowLogs(place, some);

async function send(method: string, path: string, body?: object): Promise<unknown> {
  const sent = body === undefined ? {} : { body: JSON.stringify(body) };
  const answer = await fetch(`http://127.0.0.1:${world.lab.port}/v1/${path}`, { method, ...sent });
  return answer.json();
}

describe("providers/gcp/flow-logs", () => {
  it("given a wish, then one configuration of the network, once, and gone with the wish", async () => {
    expect(await keep(wanted)).toEqual({ made: 1, removed: 0, problems: [] });
    expect(await world.callsOf(() => keep(wanted))).toEqual(["vpcFlowLogsConfigs.list lab-one"]);
    expect(await send("GET", configs)).toMatchObject({
      vpcFlowLogsConfigs: [{ network, state: "ENABLED", labels: { "crosspeer-flow-logs": "all" } }],
    });
    expect(await keep([])).toEqual({ made: 0, removed: 1, problems: [] });
    expect(await send("GET", configs)).toEqual({});
  });

  it("given somebody's that logs all, then it serves and is never touched", async () => {
    await send("POST", `${configs}?vpcFlowLogsConfigId=theirs`, { network });
    expect(await keep(wanted)).toMatchObject({ made: 0, removed: 0 });
    expect(await keep([])).toMatchObject({ made: 0, removed: 0 });
  });

  it("given somebody's that logs a part, then ours stands beside it", async () => {
    await send("POST", `${configs}?vpcFlowLogsConfigId=theirs`, { network, filterExpr: "connection.dest_port == 443" });
    expect(await keep(wanted)).toMatchObject({ made: 1 });
    expect(await keep([])).toMatchObject({ removed: 1 });
    expect(await send("GET", configs)).toMatchObject({ vpcFlowLogsConfigs: [{ name: `${configs}/theirs` }] });
  });

  it("given the api is not allowed, then Refused", async () => {
    world.lab.world.faults.inject({ when: "before", action: "vpcFlowLogsConfigs.list", code: "forbidden" });
    await expect(keep(wanted)).rejects.toMatchObject({ name: "Refused" });
  });
});
