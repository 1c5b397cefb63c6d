import { makeNetwork, succeed } from "./builders.ts";
import { type GcpLab, startGcpLab } from "./gcp-lab.ts";

const CLUSTERS = "/v1/projects/lab-a/locations";
const cluster = {
  ...{ project: "lab-a", location: "us-central1", name: "shop", network: "net", subnetwork: "sub" },
  ...{ podRange: "pods", serviceRange: "services", resourceLabels: { "crosspeer-mesh": "prod" } },
};

let lab: GcpLab;
beforeEach(async () => {
  lab = await startGcpLab();
  const secondary = { pods: "10.4.0.0/16", services: "10.5.0.0/20" };
  await makeNetwork(lab, "lab-a/net", { name: "sub", range: "10.0.0.0/20", secondary });
  lab.world.gcp.clusters.add(cluster);
});
afterEach(() => lab.close());

describe("GKE clusters", () => {
  it("given a cluster, then its answer names its network, ranges and labels as the container API does", async () => {
    const { body } = await lab.ask("GET", `${CLUSTERS}/us-central1/clusters/shop`);
    expect(body).toMatchObject({
      ...{ name: "shop", network: "net", subnetwork: "sub", location: "us-central1", status: "RUNNING" },
      ...{ clusterIpv4Cidr: "10.4.0.0/16", servicesIpv4Cidr: "10.5.0.0/20" },
      resourceLabels: { "crosspeer-mesh": "prod" },
      ipAllocationPolicy: {
        ...{ useIpAliases: true, clusterSecondaryRangeName: "pods", servicesSecondaryRangeName: "services" },
        ...{ clusterIpv4CidrBlock: "10.4.0.0/16", servicesIpv4CidrBlock: "10.5.0.0/20" },
      },
      networkConfig: {
        network: "projects/lab-a/global/networks/net",
        subnetwork: "projects/lab-a/regions/us-central1/subnetworks/sub",
      },
    });
  });

  it.each([
    { location: "-", expected: ["shop"] },
    { location: "us-central1", expected: ["shop"] },
    { location: "us-east1", expected: undefined },
  ])("given the location $location, then it lists $expected", async ({ location, expected }) => {
    const { body } = await lab.ask("GET", `${CLUSTERS}/${location}/clusters`);
    const clusters: { name: string }[] | undefined = body.clusters;
    expect(clusters?.map(({ name }) => name)).toEqual(expected);
  });

  it("given no such cluster, then 404 in the words of the container API", async () => {
    const { status, body } = await lab.ask("GET", `${CLUSTERS}/us-central1/clusters/ghost`);
    expect([status, body.error.status, body.error.message]).toEqual([
      ...[404, "NOT_FOUND", "Not found: projects/lab-a/locations/us-central1/clusters/ghost."],
    ]);
  });

  it("given new labels with the right fingerprint, then they replace the old ones when the operation ends", async () => {
    const path = `${CLUSTERS}/us-central1/clusters/shop`;
    const { body: before } = await lab.ask("GET", path);
    const wanted = { resourceLabels: { a: "b" }, labelFingerprint: before.labelFingerprint };
    const { body: begun } = await lab.ask("POST", `${path}:setResourceLabels`, wanted);
    expect(begun).toMatchObject({ operationType: "UPDATE_CLUSTER", status: "RUNNING" });
    expect((await lab.ask("POST", `${path}:setResourceLabels`, wanted)).body.error.status).toBe("FAILED_PRECONDITION");
    await lab.world.clock.settle();
    expect((await lab.ask("GET", `${CLUSTERS}/us-central1/operations/${begun.name}`)).body.status).toBe("DONE");
    expect((await lab.ask("GET", path)).body.resourceLabels).toEqual({ a: "b" });
    expect((await lab.ask("POST", `${path}:setResourceLabels`, wanted)).body.error.message).toContain("fingerprint");
  });

  it.each([{ "crosspeer:mesh": "prod" }, { mesh: "Prod" }, { mesh: "one two" }, { mesh: "x".repeat(64) }])(
    "given the label %j, which Google does not allow, then it is refused",
    async (resourceLabels) => {
      const path = `${CLUSTERS}/us-central1/clusters/shop:setResourceLabels`;
      expect((await lab.ask("POST", path, { resourceLabels })).body.error.status).toBe("INVALID_ARGUMENT");
    },
  );

  it("given a cluster in a subnet, then neither the subnet nor its pod range can be taken away", async () => {
    const path = "lab-a/regions/us-central1/subnetworks/sub";
    const { body: subnet } = await lab.ask("GET", path);
    const patch = { fingerprint: subnet.fingerprint, secondaryIpRanges: [] };
    for (const [verb, body] of [["DELETE"], ["PATCH", patch]] as const) {
      const { body: done } = await lab.run(verb, path, body);
      expect(done.error.errors[0].code).toBe("RESOURCE_IN_USE_BY_ANOTHER_RESOURCE");
    }
    for (const found of lab.world.gcp.clusters.list("lab-a", "-")) lab.world.gcp.clusters.remove(found);
    await succeed(lab, "DELETE", path);
  });

  it.each([
    { given: "a range that is not there", change: { podRange: "ghost", name: "x" } },
    { given: "a subnet that is not there", change: { subnetwork: "ghost", name: "x" } },
    { given: "a name that is taken", change: {} },
  ])("given a cluster with $given, then the lab refuses to add it", ({ change }) => {
    expect(() => lab.world.gcp.clusters.add({ ...cluster, ...change })).toThrow();
  });
});
