import { makeNetwork } from "../../lab/clouds/gcp/builders.ts";
import { type GcpWorld, networkId, startGcpWorld, until } from "./gcp-world.ts";

const network = networkId("lab-one/a");
const key = "crosspeer:status";
const secondary = { pods: "10.4.0.0/16", services: "10.5.0.0/20" };

let world: GcpWorld;
beforeEach(async () => {
  world = await startGcpWorld();
  await makeNetwork(world.lab, "lab-one/a", { range: "10.0.0.0/20", secondary });
  world.addCluster("lab-one/a", { "crosspeer-mesh": "prod", team: "x" });
  world.addCluster("lab-one/a", {}, { name: "till", location: "us-central1-a" });
});
afterEach(() => world.lab.close());

const labels = () => world.lab.world.gcp.clusters.list("lab-one", "-").map(({ resourceLabels }) => resourceLabels);

describe("providers/gcp/tags", () => {
  it("given a status, then every cluster of the network bears it beside its own labels", async () => {
    await world.provider.writeTag(network, key, "active 1/1");
    await world.settle();
    expect(labels()).toEqual([
      { "crosspeer-mesh": "prod", team: "x", "crosspeer-status": "active_1-1" },
      { "crosspeer-status": "active_1-1" },
    ]);
    expect(await world.provider.readTags(network)).toEqual({ "crosspeer:mesh": "prod", [key]: "active_1-1" });
  });

  it("given the status is there, then nothing is written", async () => {
    await world.provider.writeTag(network, key, "active 1/1");
    await world.settle();
    const calls = await world.callsOf(() => world.provider.writeTag(network, key, "active 1/1"));
    expect(new Set(calls)).toEqual(new Set(["clusters.list lab-one", "clusters.list lab-two"]));
  });

  it("given no value, then the label is taken away", async () => {
    await world.provider.writeTag(network, key, "active 1/1");
    await world.settle();
    await world.provider.writeTag(network, key, undefined);
    await world.settle();
    expect(labels()).toEqual([{ "crosspeer-mesh": "prod", team: "x" }, {}]);
  });

  it("given one cluster is busy, then Busy, and the others are told", async () => {
    world.lab.world.faults.inject({
      ...{ when: "before", action: "clusters.setResourceLabels", status: 400 },
      message: "Cluster is running incompatible operation.",
    });
    const writing = world.provider.writeTag(network, key, "active 1/1");
    await expect(writing).rejects.toMatchObject({ name: "Busy", message: expect.stringContaining("incompatible") });
    await world.settle();
    expect(labels().filter((one) => "crosspeer-status" in one)).toHaveLength(1);
    await until(world, () => world.provider.writeTag(network, key, "active 1/1"));
    await world.settle();
    expect(labels().filter((one) => "crosspeer-status" in one)).toHaveLength(2);
  });

  it("given labels that changed since they were read, then Busy and none is lost", async () => {
    const message = "Labels could not be set due to fingerprint mismatch on projects/lab-one.";
    world.lab.world.faults.inject({ when: "before", action: "clusters.setResourceLabels", status: 400, message });
    await expect(world.provider.writeTag(network, key, "x")).rejects.toMatchObject({ name: "Busy" });
    await world.settle();
  });

  it("given a cluster that is gone by then, then it is passed over", async () => {
    world.lab.world.faults.inject({ when: "before", action: "clusters.setResourceLabels", code: "notFound" });
    await world.provider.writeTag(network, key, "x");
    await world.settle();
  });

  it("given a network without clusters, then there is nothing to write on", async () => {
    await world.provider.writeTag(networkId("lab-one/ghost"), key, "x");
    expect(labels().some((one) => "crosspeer-status" in one)).toBe(false);
  });
});
