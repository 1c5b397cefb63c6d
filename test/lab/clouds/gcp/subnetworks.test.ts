import { makeAutoNetwork, makeNetwork, networkPath, succeed } from "./builders.ts";
import { type GcpLab, startGcpLab } from "./gcp-lab.ts";

const PATH = "lab-a/regions/us-central1/subnetworks";
const subnet = { name: "sub", network: networkPath("lab-a/net"), ipCidrRange: "10.9.0.0/20" };

let lab: GcpLab;
beforeEach(async () => {
  lab = await startGcpLab();
  await makeNetwork(lab, "lab-a/net", { name: "first", range: "10.0.0.0/20", secondary: { pods: "10.4.0.0/16" } });
});
afterEach(() => lab.close());

describe("subnetworks", () => {
  it("given a new subnet, then its answer has what recordings show", async () => {
    const { body } = await lab.ask("GET", `${PATH}/first`);
    expect(body).toMatchObject({
      ...{ gatewayAddress: "10.0.0.1", purpose: "PRIVATE", stackType: "IPV4_ONLY", enableFlowLogs: false },
      secondaryIpRanges: [{ rangeName: "pods", ipCidrRange: "10.4.0.0/16" }],
      fingerprint: expect.stringMatching(/^[\w-]{11}=$/),
    });
  });

  it.each([
    {
      given: "an overlap with a subnet",
      change: { ipCidrRange: "10.0.1.0/24" },
      text: "conflicts with existing subnetwork 'first'",
    },
    { given: "an overlap with a pod range", change: { ipCidrRange: "10.4.1.0/24" }, text: "in region 'us-central1'" },
    { given: "host bits", change: { ipCidrRange: "10.9.0.1/24" }, text: "Must be a valid CIDR range" },
    { given: "a range that is too small", change: { ipCidrRange: "10.9.0.0/30" }, text: "between /4 and /29" },
    { given: "a missing network", change: { network: "global/networks/ghost" }, text: "cannot be found" },
    {
      given: "a network of another project",
      change: { network: "projects/lab-b/global/networks/net" },
      text: "cannot be found",
    },
    { given: "a bad name", change: { name: "Sub" }, text: "Must be a match of regex" },
    {
      given: "no range",
      change: { ipCidrRange: undefined },
      text: "Required field 'resource.ipCidrRange' not specified",
    },
    { given: "labels", change: { labels: {} }, text: 'Unknown name "labels"' },
    {
      given: "ranges that overlap each other",
      change: { secondaryIpRanges: [{ rangeName: "pods", ipCidrRange: "10.9.1.0/24" }] },
      text: "of the same subnet",
    },
  ])("given $given, then it is refused", async ({ change, text }) => {
    const { status, body } = await lab.ask("POST", PATH, { ...subnet, ...change });
    expect([status, body.error.message]).toEqual([400, expect.stringContaining(text)]);
  });

  it("given a name that is taken in another region, then it is free in this one", async () => {
    await succeed(lab, "POST", "lab-a/regions/us-east1/subnetworks", { ...subnet, name: "first" });
    expect((await lab.ask("POST", PATH, { ...subnet, name: "first" })).status).toBe(409);
  });

  it("given an unknown region, then 400", async () => {
    expect((await lab.ask("GET", "lab-a/regions/mars-north1/subnetworks")).body.error.message).toContain(
      "Unknown region",
    );
  });

  it("given a patch with an old fingerprint or none, then 412; with the right one, the ranges are replaced", async () => {
    const secondaryIpRanges = [{ rangeName: "more", ipCidrRange: "10.5.0.0/16" }];
    const { body: before } = await lab.ask("GET", `${PATH}/first`);
    for (const fingerprint of [undefined, "AAAAAAAAAAA="]) {
      const { status, body } = await lab.ask("PATCH", `${PATH}/first`, { fingerprint, secondaryIpRanges });
      expect([status, body.error.errors[0].reason]).toEqual([412, "conditionNotMet"]);
    }
    await succeed(lab, "PATCH", `${PATH}/first`, { fingerprint: before.fingerprint, secondaryIpRanges });
    const { body: after } = await lab.ask("GET", `${PATH}/first`);
    expect(after.secondaryIpRanges).toEqual(secondaryIpRanges);
    expect(after.fingerprint).not.toBe(before.fingerprint);
  });

  it("given flow logs in a patch, then they are on", async () => {
    const { body } = await lab.ask("GET", `${PATH}/first`);
    await succeed(lab, "PATCH", `${PATH}/first`, { fingerprint: body.fingerprint, logConfig: { enable: true } });
    expect((await lab.ask("GET", `${PATH}/first`)).body.enableFlowLogs).toBe(true);
  });

  it("given an expansion, then the range grows and never shrinks", async () => {
    const path = `${PATH}/first/expandIpCidrRange`;
    expect((await lab.ask("POST", path, { ipCidrRange: "10.0.0.0/24" })).status).toBe(400);
    await succeed(lab, "POST", path, { ipCidrRange: "10.0.0.0/16" });
    expect((await lab.ask("GET", `${PATH}/first`)).body.ipCidrRange).toBe("10.0.0.0/16");
  });

  it("given an auto mode network, then its block is not for others", async () => {
    await makeAutoNetwork(lab, "lab-a/auto");
    const own = { ...subnet, network: networkPath("lab-a/auto"), ipCidrRange: "10.250.0.0/24" };
    expect((await lab.ask("POST", PATH, own)).body.error.message).toContain("10.128.0.0/9");
  });

  it("given subnets in two regions, then the aggregated list has both, and says of the others that they have none", async () => {
    await succeed(lab, "POST", "lab-a/regions/us-east1/subnetworks", subnet);
    const { body } = await lab.ask("GET", "lab-a/aggregated/subnetworks");
    expect(body.items["regions/us-central1"].subnetworks).toHaveLength(1);
    expect(body.items["regions/us-east1"].subnetworks).toHaveLength(1);
    expect(body.items["regions/us-west1"].warning.code).toBe("NO_RESULTS_ON_PAGE");
  });

  it("given a deletion, then it is gone when the operation ends", async () => {
    await lab.ask("DELETE", `${PATH}/first`);
    expect((await lab.ask("GET", `${PATH}/first`)).status).toBe(200);
    await lab.world.clock.settle();
    expect((await lab.ask("GET", `${PATH}/first`)).status).toBe(404);
  });
});
