import { Refused } from "../../../core/faults.ts";
import { makeNetwork } from "../../lab/clouds/gcp/builders.ts";
import { type GcpWorld, networkId, startGcpWorld } from "./gcp-world.ts";

const network = networkId("lab-one/a");
const names = ["AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"];
const before = Object.fromEntries(names.map((name) => [name, process.env[name]]));

let world: GcpWorld;
beforeEach(async () => {
  world = await startGcpWorld();
  await makeNetwork(world.lab, "lab-one/a", { range: "10.0.0.0/20" });
});
afterEach(async () => {
  for (const [name, value] of Object.entries(before)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  await world.lab.close();
});

const entries = () => world.lab.world.journal.entries;
const readers = () => entries().flatMap(({ action, principal }) => (action === "clusters.list" ? [principal] : []));
const federated = "principal://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/aws/subject/";

describe("providers/gcp/client", () => {
  it("given a session of an AWS role, then Google takes it for the principal of the pool, with one token for all", async () => {
    await world.provider.describeNetworks([network]);
    await world.provider.describeNetworks([network]);
    expect(new Set(readers())).toEqual(new Set([`${federated}LABK111111111111`]));
    expect(entries().filter(({ action }) => action === "token")).toHaveLength(1);
  });

  it("given a service account, then it is acted as", async () => {
    const serviceAccount = "crosspeer@lab-one.iam.gserviceaccount.com";
    await world.providerWith({ serviceAccount }).readTags(network);
    expect(new Set(readers())).toEqual(new Set([serviceAccount]));
  });

  it("given no session, then Lambda's environment says who we are", async () => {
    const values = ["eu-west-1", "LABK222222222222", "secret", "token"];
    names.forEach((name, index) => {
      process.env[name] = values[index];
    });
    await world.providerOfEnvironment().readTags(network);
    expect(new Set(readers())).toEqual(new Set([`${federated}LABK222222222222`]));
  });

  it("given a pool that does not know us, then Refused, from every client", async () => {
    const provider = world.providerWith({ audience: "nobody" });
    await expect(provider.readTags(network)).rejects.toMatchObject({ name: "Refused" });
    const writing = world.providerWith({ audience: "nobody", projects: [] }).readTags(network);
    await expect(writing).rejects.toMatchObject({
      ...{ name: "Refused", message: expect.stringMatching(/could not read projects\/lab-one.*invalid_target/) },
    });
  });

  it("given the AWS role cannot be assumed, then that fault comes through, from every client", async () => {
    const fault = new Refused("could not assume the role");
    const aws = { region: "us-east-1", sessionKeys: () => Promise.reject(fault) };
    await expect(world.providerWith({ aws }).readTags(network)).rejects.toBe(fault);
    await expect(world.providerWith({ aws, projects: [] }).readTags(network)).rejects.toBe(fault);
  });

  it.each([
    { given: "two answers are lost", fault: { when: "after", times: 2 } as const, expected: [network] },
    { given: "Google has trouble once", fault: { when: "before", status: 503 } as const, expected: [network] },
  ])("given $given, then a read is tried again", async ({ fault, expected }) => {
    world.lab.world.faults.inject({ action: "networks.get", ...fault });
    expect((await world.provider.describeNetworks([network])).map(({ id }) => id)).toEqual(expected);
  });

  it.each(["networks.get", "clusters.list"])("given %s is out of order, then Throttled soon", async (action) => {
    world.lab.world.faults.inject({ when: "before", action, status: 503, times: 99 });
    await expect(world.provider.describeNetworks([network])).rejects.toMatchObject({ name: "Throttled" });
  });
});
