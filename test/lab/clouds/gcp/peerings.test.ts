import { half, join, makeNetwork, networkPath, statesOf, succeed } from "./builders.ts";
import { type GcpLab, startGcpLab } from "./gcp-lab.ts";

const BUSY = "There is a peering operation in progress on the local or peer network. Try again later.";

let lab: GcpLab;
beforeEach(async () => {
  lab = await startGcpLab();
  await makeNetwork(lab, "lab-a/a", { range: "10.0.0.0/20", secondary: { pods: "10.4.0.0/16" } });
  await makeNetwork(lab, "lab-b/b", { range: "10.1.0.0/20" });
  await makeNetwork(lab, "lab-b/c", { range: "10.2.0.0/20" });
  await makeNetwork(lab, "lab-a/d", { range: "10.3.0.0/20" });
});
afterEach(() => lab.close());

describe("a peering's two halves", () => {
  it("given one half, then it is inactive and says that it waits", async () => {
    await succeed(lab, "POST", ...half("lab-a/a", "lab-b/b"));
    const { body } = await lab.ask("GET", "lab-a/global/networks/a");
    expect(body.peerings).toEqual([
      {
        ...{ name: "to-lab-b-b", network: `https://www.googleapis.com/compute/v1/${networkPath("lab-b/b")}` },
        ...{
          state: "INACTIVE",
          stateDetails: expect.stringMatching(/^\[.+\]: Waiting for peer network to connect\.$/),
        },
        ...{ autoCreateRoutes: true, exchangeSubnetRoutes: true, exportCustomRoutes: false, importCustomRoutes: false },
        ...{ exportSubnetRoutesWithPublicIp: true, importSubnetRoutesWithPublicIp: false },
        ...{ stackType: "IPV4_ONLY", updateStrategy: "INDEPENDENT" },
      },
    ]);
    expect(await statesOf(lab, "lab-b/b")).toEqual({});
  });

  it("given both halves, then both are active and connected", async () => {
    await join(lab, "lab-a/a", "lab-b/b");
    for (const place of ["lab-a/global/networks/a", "lab-b/global/networks/b"]) {
      const { body } = await lab.ask("GET", place);
      expect(body.peerings[0]).toMatchObject({
        ...{ state: "ACTIVE", stateDetails: expect.stringMatching(/^\[.+-08:00\]: Connected\.$/) },
        connectionStatus: { updateStrategy: "INDEPENDENT", trafficConfiguration: { stackType: "IPV4_ONLY" } },
      });
    }
  });

  it("given a peer that does not exist, then the half is made and waits", async () => {
    await succeed(lab, "POST", ...half("lab-a/a", "elsewhere/x"));
    expect(await statesOf(lab, "lab-a/a")).toEqual({ x: "INACTIVE" });
  });

  it("given one half taken away, then the other stays and is inactive", async () => {
    await join(lab, "lab-a/a", "lab-b/b");
    await succeed(lab, "POST", "lab-a/global/networks/a/removePeering", { name: "to-lab-b-b" });
    expect([await statesOf(lab, "lab-a/a"), await statesOf(lab, "lab-b/b")]).toEqual([{}, { a: "INACTIVE" }]);
  });

  it("given a half made again after its removal, then both are active again", async () => {
    await join(lab, "lab-a/a", "lab-b/b");
    await succeed(lab, "POST", "lab-a/global/networks/a/removePeering", { name: "to-lab-b-b" });
    await succeed(lab, "POST", ...half("lab-a/a", "lab-b/b"));
    expect([await statesOf(lab, "lab-a/a"), await statesOf(lab, "lab-b/b")]).toEqual([
      { b: "ACTIVE" },
      { a: "ACTIVE" },
    ]);
  });

  it("given changed flags, then the half has them when the operation ends", async () => {
    await join(lab, "lab-a/a", "lab-b/b");
    const networkPeering = { name: "to-lab-b-b", exportCustomRoutes: true, importSubnetRoutesWithPublicIp: true };
    await succeed(lab, "PATCH", "lab-a/global/networks/a/updatePeering", { networkPeering });
    const { body } = await lab.ask("GET", "lab-a/global/networks/a");
    expect(body.peerings[0]).toMatchObject({
      ...{ exportCustomRoutes: true, importCustomRoutes: false, importSubnetRoutesWithPublicIp: true },
    });
  });
});

describe("one peering operation at a time", () => {
  it.each([
    { given: "the same network", outcome: "refused", next: half("lab-a/a", "lab-b/c") },
    { given: "the peer network as local", outcome: "refused", next: half("lab-b/b", "lab-a/a") },
    { given: "the local network as peer", outcome: "refused", next: half("lab-b/c", "lab-a/a") },
    { given: "two other networks", outcome: "begun", next: half("lab-b/c", "lab-a/d") },
  ])("given an operation on $given, then the next is $outcome", async ({ outcome, next }) => {
    await lab.ask("POST", ...half("lab-a/a", "lab-b/b"));
    const { status, body } = await lab.ask("POST", ...next);
    if (outcome === "begun") expect([status, body.status]).toEqual([200, "RUNNING"]);
    else expect([status, body.error.message, body.error.errors[0].reason]).toEqual([400, BUSY, "badRequest"]);
  });

  it("given a static route while peering, then it is refused; and a peering while a route is made", async () => {
    const route = { name: "r", network: networkPath("lab-a/a"), destRange: "10.99.0.0/16", nextHopIp: "10.0.0.5" };
    await lab.ask("POST", ...half("lab-a/a", "lab-b/b"));
    expect((await lab.ask("POST", "lab-a/global/routes", route)).body.error.message).toBe(BUSY);
    await lab.world.clock.settle();
    await lab.ask("POST", "lab-a/global/routes", route);
    expect((await lab.ask("POST", ...half("lab-b/b", "lab-a/a"))).body.error.message).toBe(
      BUSY.replace("peering", "route"),
    );
  });

  it("given the operation has ended, then the next is begun", async () => {
    await lab.ask("POST", ...half("lab-a/a", "lab-b/b"));
    await lab.world.clock.advance(15_000);
    expect((await lab.ask("POST", ...half("lab-b/b", "lab-a/a"))).status).toBe(200);
  });
});
