import { makeNetwork, networkPath } from "./builders.ts";
import { type GcpLab, startGcpLab } from "./gcp-lab.ts";

const network = { name: "net", autoCreateSubnetworks: false };

let lab: GcpLab;
beforeEach(async () => {
  lab = await startGcpLab();
});
afterEach(() => lab.close());

describe("operations", () => {
  it("given an insert, then an operation runs until its time has passed", async () => {
    const { body: begun } = await lab.ask("POST", "lab-a/global/networks", network);
    expect(begun).toMatchObject({ status: "RUNNING", progress: 0, operationType: "insert", user: "anonymous" });
    await lab.world.clock.advance(14_999);
    expect((await lab.ask("GET", `lab-a/global/operations/${begun.name}`)).body.status).toBe("RUNNING");
    await lab.world.clock.advance(1);
    const { body: done } = await lab.ask("GET", `lab-a/global/operations/${begun.name}`);
    expect(done).toMatchObject({ status: "DONE", progress: 100, endTime: "2025-12-31T16:00:15.000-08:00" });
  });

  it("given the numeric id in place of the name, then the same operation answers", async () => {
    const { body } = await lab.ask("POST", "lab-a/global/networks", network);
    expect(body.id).toMatch(/^\d+$/);
    expect((await lab.ask("GET", `lab-a/global/operations/${body.id}`)).body.name).toBe(body.name);
  });

  it("given a wait, then it answers as soon as the operation is done", async () => {
    const { body } = await lab.ask("POST", "lab-a/global/networks", network);
    const waiting = lab.ask("POST", `lab-a/global/operations/${body.name}/wait`, '""');
    await lab.world.clock.advance(20_000);
    expect((await waiting).body.status).toBe("DONE");
  });

  it("given a wait by someone who holds the clock, then it gives up with the operation as it is", async () => {
    const { body } = await lab.ask("POST", "lab-a/global/networks", network);
    const waited = await lab.world.clock.during(lab.ask("POST", `lab-a/global/operations/${body.name}/wait`, '""'));
    expect(waited.body.status).toBe("RUNNING");
  });

  it("given the operation of a region, then it is found there and nowhere else", async () => {
    await makeNetwork(lab, "lab-a/net");
    const subnet = { name: "sub", network: networkPath("lab-a/net"), ipCidrRange: "10.0.0.0/20" };
    const { body } = await lab.ask("POST", "lab-a/regions/us-east1/subnetworks", subnet);
    expect((await lab.ask("GET", `lab-a/regions/us-east1/operations/${body.name}`)).status).toBe(200);
    expect((await lab.ask("GET", `lab-a/global/operations/${body.name}`)).body.error.errors[0]).toEqual({
      message: `The resource 'projects/lab-a/global/operations/${body.name}' was not found`,
      ...{ domain: "global", reason: "notFound" },
    });
    const { body: listed } = await lab.ask("GET", "lab-a/regions/us-east1/operations");
    expect(listed.items).toEqual([expect.objectContaining({ name: body.name })]);
  });

  it("given the same requestId twice, then there is one operation and no conflict", async () => {
    const path = "lab-a/global/networks?requestId=0a8c7a4e-0f4c-4c5c-9d70-6d36a3a9a001";
    const first = await lab.ask("POST", path, network);
    await lab.world.clock.settle();
    const second = await lab.ask("POST", path, network);
    expect(second.body).toMatchObject({ name: first.body.name, status: "DONE" });
    expect((await lab.ask("POST", "lab-a/global/networks", network)).body.error.errors[0].reason).toBe("alreadyExists");
  });

  it("given a requestId of zeros, then it is refused", async () => {
    const path = "lab-a/global/networks?requestId=00000000-0000-0000-0000-000000000000";
    expect((await lab.ask("POST", path, network)).body.error.errors[0].reason).toBe("invalid");
  });

  it("given an operation under way on a resource, then a second is refused as not ready, as recorded", async () => {
    await lab.ask("POST", "lab-a/global/networks", network);
    const { status, body } = await lab.ask("DELETE", "lab-a/global/networks/net");
    expect({ status, reason: body.error.errors[0].reason, message: body.error.message }).toEqual({
      ...{ status: 400, reason: "resourceNotReady" },
      message: "The resource 'projects/lab-a/global/networks/net' is not ready",
    });
  });

  it("given more operations than the quota allows at once, then 403 rateLimitExceeded", async () => {
    const narrow = await startGcpLab({ limits: { concurrentOperations: 1 } });
    await narrow.ask("POST", "lab-a/global/networks", network);
    const { status, body } = await narrow.ask("POST", "lab-a/global/networks", { ...network, name: "other" });
    expect([status, body.error.errors[0].reason, body.error.message]).toEqual([
      ...[403, "rateLimitExceeded", "Rate Limit Exceeded"],
    ]);
    await narrow.close();
  });
});
