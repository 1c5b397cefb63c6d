import { half, join, makeAutoNetwork, makeNetwork, statesOf, succeed } from "./builders.ts";
import { type GcpLab, startGcpLab } from "./gcp-lab.ts";

let lab: GcpLab;
beforeEach(async () => {
  lab = await startGcpLab({ limits: { peeringsPerNetwork: 2 } });
  await makeNetwork(lab, "lab-a/a", { range: "10.0.0.0/20", secondary: { pods: "10.4.0.0/16" } });
});
afterEach(() => lab.close());

async function messageOf(verb: string, path: string, body: object): Promise<string> {
  const { body: done } = await lab.run(verb, path, body);
  return done.error.errors[0].message;
}

describe("networks that cannot be joined", () => {
  it.each([
    { given: "its subnet", range: "10.0.8.0/24", own: "10.0.0.0/20" },
    { given: "its pod range", range: "10.4.9.0/24", own: "10.4.0.0/16" },
    { given: "a range around its pod range", range: "10.4.0.0/14", own: "10.4.0.0/16" },
  ])("given an overlap with $given, then the second half fails and the first says so", async ({ range, own }) => {
    await makeNetwork(lab, "lab-b/b", { range });
    await succeed(lab, "POST", ...half("lab-b/b", "lab-a/a"));
    const { status, body } = await lab.run("POST", ...half("lab-a/a", "lab-b/b"));
    expect(status).toBe(200);
    expect(body).toMatchObject({ status: "DONE", httpErrorStatusCode: 400, httpErrorMessage: "BAD REQUEST" });
    expect(body.error.errors[0].message).toBe(
      `An IP range in the peer network (${range}) overlaps with an IP range in the local network (${own}) allocated ` +
        "by resource (projects/lab-a/regions/us-central1/subnetworks/a-0).",
    );
    expect(await statesOf(lab, "lab-a/a")).toEqual({});
    const { body: other } = await lab.ask("GET", "lab-b/global/networks/b");
    expect(other.peerings[0].stateDetails).toMatch(/Peer network tried to connect and failed\.$/);
  });

  it("given an overlap with a network that the peer is joined to, then the second half fails", async () => {
    await makeNetwork(lab, "lab-b/hub", { range: "10.8.0.0/20" });
    await makeNetwork(lab, "lab-b/twin", { range: "10.0.0.0/24" });
    await join(lab, "lab-a/a", "lab-b/hub");
    await succeed(lab, "POST", ...half("lab-b/hub", "lab-b/twin"));
    expect(await messageOf("POST", ...half("lab-b/twin", "lab-b/hub"))).toBe(
      "An IP range in the local network (10.0.0.0/24) allocated by resource (projects/lab-b/regions/us-central1/" +
        "subnetworks/twin-0) overlaps with an IP range (10.0.0.0/20) in an active peer of the peer network.",
    );
    await succeed(lab, "POST", "lab-b/global/networks/hub/removePeering", { name: "to-lab-b-twin" });
    await succeed(lab, "POST", ...half("lab-b/twin", "lab-b/hub"));
    expect(await messageOf("POST", ...half("lab-b/hub", "lab-b/twin"))).toContain(
      "in an active peer of the local network",
    );
  });

  it("given two auto mode networks, then they never join", async () => {
    await makeAutoNetwork(lab, "lab-a/auto");
    await makeAutoNetwork(lab, "lab-b/auto");
    await succeed(lab, "POST", ...half("lab-a/auto", "lab-b/auto"));
    expect(await messageOf("POST", ...half("lab-b/auto", "lab-a/auto"))).toMatch(/overlaps with an IP range/);
  });

  it("given an auto mode network and one with a subnet in its block, then they do not join", async () => {
    await makeAutoNetwork(lab, "lab-a/auto");
    await makeNetwork(lab, "lab-b/b", { range: "10.255.0.0/24" });
    await succeed(lab, "POST", ...half("lab-a/auto", "lab-b/b"));
    expect(await messageOf("POST", ...half("lab-b/b", "lab-a/auto"))).toContain("(10.128.0.0/9)");
  });

  it("given a subnet that would overlap with a peer, then its operation fails and it is not there", async () => {
    await makeNetwork(lab, "lab-b/b", { range: "10.1.0.0/20" });
    await join(lab, "lab-a/a", "lab-b/b");
    const body = { name: "late", network: "projects/lab-b/global/networks/b", ipCidrRange: "10.4.1.0/24" };
    expect(await messageOf("POST", "lab-b/regions/us-east1/subnetworks", body)).toContain("(10.4.0.0/16)");
    expect((await lab.ask("GET", "lab-b/regions/us-east1/subnetworks/late")).status).toBe(404);
  });

  it("given the quota of peerings used up, then the operation fails with QUOTA_EXCEEDED", async () => {
    for (const name of ["x", "y"]) await succeed(lab, "POST", ...half("lab-a/a", `lab-b/${name}`));
    const { body } = await lab.run("POST", ...half("lab-a/a", "lab-b/z"));
    expect(body).toMatchObject({ httpErrorStatusCode: 403, error: { errors: [{ code: "QUOTA_EXCEEDED" }] } });
  });
});

describe("requests for a peering that are refused at once", () => {
  it.each([
    {
      given: "the same network twice",
      more: { name: "again" },
      text: "There is already a peering 'to-lab-b-b' with the",
    },
    { given: "the same name twice", more: { network: "projects/lab-b/global/networks/c" }, text: "There is already" },
    { given: "itself", more: { name: "self", network: "global/networks/a" }, text: "peered with itself" },
    { given: "a bad name", more: { name: "To_B", network: "global/networks/z" }, text: "Must be a match of regex" },
    { given: "no exchange of routes", more: { exchangeSubnetRoutes: false }, text: "Must be true" },
    { given: "a network that is not one", more: { network: "b" }, text: "The URL is malformed" },
    { given: "an unknown field", more: { exportCustomRoute: true }, text: `"exportCustomRoute" at 'networkPeering'` },
    { given: "a state", more: { state: "ACTIVE" }, text: `Unknown name "state"` },
    { given: "consensus, which the lab lacks", more: { updateStrategy: "CONSENSUS" }, text: "Invalid value at" },
  ])("given $given, then 400", async ({ more, text }) => {
    await succeed(lab, "POST", ...half("lab-a/a", "lab-b/b"));
    const { status, body } = await lab.ask("POST", ...half("lab-a/a", "lab-b/b", more));
    expect(status).toBe(400);
    expect(body.error.message).toContain(text);
  });

  it.each(["removePeering", "updatePeering"])("given %s of a name that is not there, then 400", async (method) => {
    const isUpdate = method === "updatePeering";
    const body = isUpdate ? { networkPeering: { name: "ghost" } } : { name: "ghost" };
    const path = `lab-a/global/networks/a/${method}`;
    expect((await lab.ask(isUpdate ? "PATCH" : "POST", path, body)).body.error.message).toContain("no peering 'ghost'");
  });

  it("given the older form of the request, then it makes a half too", async () => {
    const body = { name: "old", peerNetwork: "projects/lab-b/global/networks/b", autoCreateRoutes: true };
    await succeed(lab, "POST", "lab-a/global/networks/a/addPeering", body);
    expect(await statesOf(lab, "lab-a/a")).toEqual({ b: "INACTIVE" });
  });
});
