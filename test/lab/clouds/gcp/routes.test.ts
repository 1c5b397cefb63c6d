import { makeNetwork, networkPath, succeed } from "./builders.ts";
import { type GcpLab, startGcpLab } from "./gcp-lab.ts";

const PATH = "lab-a/global/routes";
const route = { name: "onprem", network: networkPath("lab-a/net"), destRange: "10.99.0.0/16", nextHopIp: "10.0.0.5" };

let lab: GcpLab;
beforeEach(async () => {
  lab = await startGcpLab();
  await makeNetwork(lab, "lab-a/net", { range: "10.0.0.0/20", secondary: { pods: "10.4.0.0/16" } });
});
afterEach(() => lab.close());

describe("routes", () => {
  it("given a network, then every range of its subnets has a route", async () => {
    const { body } = await lab.ask("GET", PATH);
    const found: { destRange: string; description: string }[] = body.items;
    expect(found.map(({ destRange }) => destRange).sort()).toEqual(["0.0.0.0/0", "10.0.0.0/20", "10.4.0.0/16"]);
    expect(found.map(({ description }) => description)).toContain("Default local route to the subnetwork 10.4.0.0/16.");
  });

  it("given a static route, then it is there until it is deleted", async () => {
    await succeed(lab, "POST", PATH, route);
    const { body } = await lab.ask("GET", `${PATH}/onprem`);
    expect(body).toMatchObject({ destRange: "10.99.0.0/16", nextHopIp: "10.0.0.5", priority: 1000 });
    expect((await lab.ask("POST", PATH, route)).status).toBe(409);
    await succeed(lab, "DELETE", `${PATH}/onprem`);
    expect((await lab.ask("GET", `${PATH}/onprem`)).status).toBe(404);
  });

  it("given the route of a subnet, then it is found by name and cannot be deleted", async () => {
    const { body } = await lab.ask("GET", `${PATH}?filter=destRange="10.4.0.0/16"`);
    const { name } = body.items[0];
    expect((await lab.ask("GET", `${PATH}/${name}`)).body.name).toBe(name);
    expect((await lab.ask("DELETE", `${PATH}/${name}`)).status).toBe(400);
  });

  it.each([
    { given: "no next hop", change: { nextHopIp: undefined }, text: "Required field" },
    { given: "two next hops", change: { nextHopGateway: "default-internet-gateway" }, text: "Exactly one next hop" },
    {
      given: "a range within a subnet",
      change: { destRange: "10.4.4.0/24" },
      text: "within the subnet range 10.4.0.0/16",
    },
    { given: "host bits", change: { destRange: "10.99.0.1/16" }, text: "Must be a CIDR address range" },
    { given: "labels", change: { labels: {} }, text: 'Unknown name "labels"' },
  ])("given $given, then it is refused", async ({ change, text }) => {
    const { status, body } = await lab.ask("POST", PATH, { ...route, ...change });
    expect([status, body.error.message]).toEqual([400, expect.stringContaining(text)]);
  });
});
