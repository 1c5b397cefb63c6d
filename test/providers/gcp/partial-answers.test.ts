import { createServer } from "node:http";
import { createGcpClients } from "../../../providers/gcp/client.ts";
import { createClusterReader } from "../../../providers/gcp/cluster-list.ts";
import { clustersAround } from "../../../providers/gcp/clusters.ts";
import { readSubnetworks } from "../../../providers/gcp/subnetworks.ts";
import { audience } from "./gcp-world.ts";

const cluster = { name: "shop", location: "us-central1", labelFingerprint: "f" };

describe("providers/gcp/clusters: partial answers", () => {
  it("given zones that did not answer, then Throttled: their clusters must not look as if they were gone", async () => {
    const read = createClusterReader(async () => ({ clusters: [cluster], missingZones: ["us-central1-a"] }));
    await expect(read("lab-one")).rejects.toMatchObject({
      ...{ name: "Throttled", message: expect.stringContaining("us-central1-a") },
    });
  });

  it.each([
    { given: "no clusters", body: {}, expected: [] },
    {
      given: "a cluster of old, without a network's path",
      body: { clusters: [cluster] },
      expected: ["lab-one default"],
    },
    {
      given: "a cluster in a shared network",
      body: { clusters: [{ ...cluster, networkConfig: { network: "projects/lab-host/global/networks/shared" } }] },
      expected: ["lab-host shared"],
    },
  ])("given $given, then $expected", async ({ body, expected }) => {
    const found = await createClusterReader(async () => body)("lab-one");
    expect(found.map(({ network }) => network.replace(/projects\/(.*)\/global\/networks\//, "$1 "))).toEqual(expected);
  });

  it("given an answer that is none, then Invalid", async () => {
    await expect(createClusterReader(async () => ({ clusters: 1 }))("lab-one")).rejects.toMatchObject({
      name: "Invalid",
    });
  });

  it("given a project fails, then the next who asks, asks anew", async () => {
    let asked = 0;
    const read = createClusterReader(async () => {
      asked++;
      if (asked === 1) throw Object.assign(new Error("x"), { status: 503 });
      return {};
    });
    await expect(Promise.all([read("lab-one"), read("lab-one")])).rejects.toMatchObject({ name: "Throttled" });
    expect(await read("lab-one")).toEqual([]);
    expect(asked).toBe(2);
  });
});

describe("providers/gcp/clusters: shared networks", () => {
  it("given clusters of other projects, then they speak for the network's; given one we may not read, then none do", async () => {
    const shared = { ...cluster, networkConfig: { network: "projects/lab-host/global/networks/shared" } };
    const answers: Record<string, unknown> = { "lab-host": {}, "lab-service": { clusters: [shared] } };
    const clustersOf = createClusterReader(async (project) => {
      if (project in answers) return answers[project];
      throw Object.assign(new Error("Permission denied"), { status: 403 });
    });
    const clients = createGcpClients({ audience, projects: ["lab-host", "lab-service"] }, () => "");
    const found = await clustersAround({ ...clients, clustersOf }, "lab-host");
    expect(found.map(({ path }) => path)).toEqual(["projects/lab-service/locations/us-central1/clusters/shop"]);
    const closed = { ...clients, clustersOf, projects: ["lab-host", "lab-closed"] };
    await expect(clustersAround(closed, "lab-host")).rejects.toMatchObject({ name: "Refused" });
  });
});

describe("providers/gcp/subnetworks: partial answers", () => {
  it.each([
    { code: "NO_RESULTS_ON_PAGE", expected: "read" },
    { code: "UNREACHABLE", expected: "Throttled" },
  ])("given a region says $code, then $expected", async ({ code, expected }) => {
    const items = { "regions/us-central1": { warning: { code, message: "said" } } };
    const server = createServer((request, response) => {
      const body =
        request.url === "/v1/token" ? { access_token: "t", expires_in: 60, token_type: "Bearer" } : { items };
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(body));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const address = server.address();
    const port = typeof address === "object" ? address?.port : 0;
    const sessionKeys = async () => ({ accessKeyId: "a", secretAccessKey: "s", sessionToken: "t" });
    const config = { endpoint: `http://127.0.0.1:${port}`, audience, projects: [], aws: { region: "x", sessionKeys } };
    const outcome = await readSubnetworks(
      createGcpClients(config, () => ""),
      "lab-one",
    ).then(
      () => "read",
      (fault: Error) => fault.name,
    );
    expect(outcome).toBe(expected);
    await new Promise((resolve) => {
      server.close(resolve);
      server.closeAllConnections();
    });
  });
});
