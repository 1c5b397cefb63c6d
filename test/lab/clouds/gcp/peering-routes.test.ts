import { join, makeNetwork, networkPath, succeed } from "./builders.ts";
import { type GcpLab, startGcpLab } from "./gcp-lab.ts";

let lab: GcpLab;
beforeEach(async () => {
  lab = await startGcpLab();
  await makeNetwork(lab, "lab-a/a", { range: "10.0.0.0/20", secondary: { pods: "10.4.0.0/16", odd: "8.8.0.0/16" } });
  await makeNetwork(lab, "lab-b/b", { range: "10.1.0.0/20" });
  const route = { name: "onprem", network: networkPath("lab-a/a"), destRange: "10.99.0.0/16", nextHopIp: "10.0.0.5" };
  await succeed(lab, "POST", "lab-a/global/routes", route);
  await join(lab, "lab-a/a", "lab-b/b");
});
afterEach(() => lab.close());

async function routes(place: string, peering: string, direction: string): Promise<[string, boolean][]> {
  const [project, network] = place.split("/");
  const query = `peeringName=${peering}&direction=${direction}&region=us-central1`;
  const { body } = await lab.ask("GET", `${project}/global/networks/${network}/listPeeringRoutes?${query}`);
  const items: { destRange: string; imported: boolean }[] = body.items ?? [];
  return items.map(({ destRange, imported }) => [destRange, imported]);
}

function update(place: string, networkPeering: object): Promise<void> {
  const [project, network] = place.split("/");
  return succeed(lab, "PATCH", `${project}/global/networks/${network}/updatePeering`, { networkPeering });
}

describe("routes across a peering", () => {
  it("given the flags' defaults, then subnets and pods are imported, public ranges offered, custom routes kept", async () => {
    const expected = [
      ["10.0.0.0/20", true],
      ["10.4.0.0/16", true],
      ["8.8.0.0/16", false],
    ];
    expect(await routes("lab-b/b", "to-lab-a-a", "INCOMING")).toEqual(expected);
    expect(await routes("lab-a/a", "to-lab-b-b", "OUTGOING")).toEqual(expected);
  });

  it("given export and import of custom routes, then the static route crosses; the one to the Internet never does", async () => {
    await update("lab-a/a", { name: "to-lab-b-b", exportCustomRoutes: true });
    expect(await routes("lab-b/b", "to-lab-a-a", "INCOMING")).toContainEqual(["10.99.0.0/16", false]);
    await update("lab-b/b", { name: "to-lab-a-a", importCustomRoutes: true });
    expect(await routes("lab-b/b", "to-lab-a-a", "INCOMING")).toContainEqual(["10.99.0.0/16", true]);
    expect(await routes("lab-b/b", "to-lab-a-a", "INCOMING")).not.toContainEqual(["0.0.0.0/0", expect.anything()]);
  });

  it("given the import of public ranges, then they cross", async () => {
    await update("lab-b/b", { name: "to-lab-a-a", importSubnetRoutesWithPublicIp: true });
    expect(await routes("lab-b/b", "to-lab-a-a", "INCOMING")).toContainEqual(["8.8.0.0/16", true]);
  });

  it("given the peer's half gone, then no routes are left", async () => {
    await succeed(lab, "POST", "lab-a/global/networks/a/removePeering", { name: "to-lab-b-b" });
    expect(await routes("lab-b/b", "to-lab-a-a", "INCOMING")).toEqual([]);
    expect(await routes("lab-b/b", "to-lab-a-a", "OUTGOING")).toEqual([]);
  });

  it("given a secondary range that comes later, then its route crosses too, and the route list shows it", async () => {
    const path = "lab-a/regions/us-central1/subnetworks/a-0";
    const { body: subnet } = await lab.ask("GET", path);
    const secondaryIpRanges = [...subnet.secondaryIpRanges, { rangeName: "more", ipCidrRange: "10.5.0.0/16" }];
    await succeed(lab, "PATCH", path, { fingerprint: subnet.fingerprint, secondaryIpRanges });
    expect(await routes("lab-b/b", "to-lab-a-a", "INCOMING")).toContainEqual(["10.5.0.0/16", true]);
    const { body } = await lab.ask("GET", 'lab-b/global/routes?filter=nextHopPeering="to-lab-a-a"');
    const found: { destRange: string }[] = body.items;
    expect(found.map(({ destRange }) => destRange).sort()).toEqual(["10.0.0.0/20", "10.4.0.0/16", "10.5.0.0/16"]);
  });

  it.each([
    { given: "no peering", query: "direction=INCOMING", reason: "required" },
    { given: "an unknown peering", query: "peeringName=ghost", reason: "invalid" },
    { given: "an unknown direction", query: "peeringName=to-lab-b-b&direction=UP", reason: "invalid" },
  ])("given $given, then $reason", async ({ query, reason }) => {
    const { body } = await lab.ask("GET", `lab-a/global/networks/a/listPeeringRoutes?${query}`);
    expect(body.error.errors[0].reason).toBe(reason);
  });
});
