import { half, makeNetwork } from "./builders.ts";
import { type GcpLab, startGcpLab } from "./gcp-lab.ts";

let lab: GcpLab;
beforeEach(async () => {
  lab = await startGcpLab();
  await makeNetwork(lab, "lab-a/a");
});
afterEach(() => lab.close());

describe("the front door", () => {
  it("given a call, then the journal has it, with what was asked", async () => {
    await lab.ask("POST", ...half("lab-a/a", "lab-b/b"));
    expect(lab.world.journal.entries.at(-1)).toMatchObject({
      ...{ cloud: "gcp", service: "compute", action: "networks.addPeering", account: "lab-a", region: "global" },
      ...{ principal: "anonymous", write: true, status: 200 },
      params: { project: "lab-a", network: "a", networkPeering: { name: "to-lab-b-b" } },
    });
  });

  it("given a refused call, then the journal has the reason", async () => {
    await lab.ask("GET", "lab-a/regions/us-east1/subnetworks/ghost");
    expect(lab.world.journal.entries.at(-1)).toMatchObject({ status: 404, error: "notFound", region: "us-east1" });
  });

  it("given a fault before, then the call has no effect and the error is Google's", async () => {
    lab.world.faults.inject({
      service: "compute",
      action: "networks.addPeering",
      when: "before",
      code: "rateLimitExceeded",
    });
    const { status, body } = await lab.ask("POST", ...half("lab-a/a", "lab-b/b"));
    expect([status, body.error.errors]).toEqual([
      403,
      [{ message: "Rate Limit Exceeded", domain: "usageLimits", reason: "rateLimitExceeded" }],
    ]);
    expect((await lab.ask("POST", ...half("lab-a/a", "lab-b/b"))).status).toBe(200);
  });

  it("given a fault without a code, then 503 backendError", async () => {
    lab.world.faults.inject({ service: "compute", when: "before" });
    const { status, body } = await lab.ask("GET", "lab-a/global/networks");
    expect([status, body.error.errors[0].reason]).toEqual([503, "backendError"]);
  });

  it("given a fault after, then the call takes effect and its answer is lost", async () => {
    lab.world.faults.inject({ service: "compute", action: "networks.addPeering", when: "after" });
    await expect(lab.ask("POST", ...half("lab-a/a", "lab-b/b"))).rejects.toThrow();
    await lab.world.clock.settle();
    expect((await lab.ask("GET", "lab-a/global/networks/a")).body.peerings).toHaveLength(1);
  });

  it("given a call that the lab does not know, then 404 and a warning", async () => {
    const { status } = await lab.ask("GET", "/v1/nothing");
    expect([status, lab.world.warnings]).toEqual([404, ["lab: nothing here answers GET /v1/nothing"]]);
  });
});
