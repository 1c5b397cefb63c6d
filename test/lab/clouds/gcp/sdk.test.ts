import {
  FirewallsClient,
  GlobalOperationsClient,
  NetworksClient,
  RegionOperationsClient,
  RoutesClient,
  SubnetworksClient,
} from "@google-cloud/compute";
import { PassThroughClient } from "google-auth-library";
import { makeNetwork, networkPath } from "./builders.ts";
import { type GcpLab, startGcpLab } from "./gcp-lab.ts";

let lab: GcpLab;
let options: ConstructorParameters<typeof NetworksClient>[0];
beforeAll(async () => {
  lab = await startGcpLab();
  await makeNetwork(lab, "lab-a/a", { range: "10.0.0.0/20", secondary: { pods: "10.4.0.0/16" } });
  await makeNetwork(lab, "lab-b/b", { range: "10.1.0.0/20" });
  const local = { apiEndpoint: "127.0.0.1", port: lab.port, protocol: "http", fallback: true };
  options = { ...local, projectId: "lab-a", authClient: new PassThroughClient() };
});
afterAll(() => lab.close());

/** Waits as the client does, while time passes. */
async function waitFor(operation: Promise<unknown>): Promise<void> {
  await lab.world.clock.settle();
  await operation;
}

async function addHalf(project: string, network: string, to: string): Promise<void> {
  const [operation] = await new NetworksClient(options).addPeering({
    ...{ project, network },
    networksAddPeeringRequestResource: {
      networkPeering: { name: `to-${to.split("/")[1]}`, network: networkPath(to), exchangeSubnetRoutes: true },
    },
  });
  const waiting = new GlobalOperationsClient(options).wait({ project, operation: operation.latestResponse.name ?? "" });
  await waitFor(waiting);
  expect((await waiting)[0].status).toBe("DONE");
}

describe("Google's own client", () => {
  it("given both halves by addPeering and wait, then both networks are joined", async () => {
    await addHalf("lab-a", "a", "lab-b/b");
    await addHalf("lab-b", "b", "lab-a/a");
    const [network] = await new NetworksClient(options).get({ project: "lab-a", network: "a" });
    expect(network.peerings?.map(({ name, state }) => [name, state])).toEqual([["to-b", "ACTIVE"]]);
  });

  it("given listPeeringRoutes and the routes, then pods' ranges have crossed", async () => {
    const client = new NetworksClient(options);
    const found: unknown[] = [];
    const query = { peeringName: "to-a", direction: "INCOMING", region: "us-central1" };
    for await (const route of client.listPeeringRoutesAsync({ project: "lab-b", network: "b", ...query })) {
      found.push([route.destRange, route.type, route.imported]);
    }
    expect(found).toContainEqual(["10.4.0.0/16", "SUBNET_PEERING_ROUTE", true]);
    const [routes] = await new RoutesClient(options).list({ project: "lab-b" });
    expect(routes.map(({ destRange }) => destRange)).toContain("10.4.0.0/16");
  });

  it("given subnets by region, then the client walks through them", async () => {
    const found: string[] = [];
    for await (const [scope, { subnetworks }] of new SubnetworksClient(options).aggregatedListAsync({
      project: "lab-a",
    })) {
      if (subnetworks?.length) found.push(`${scope} ${subnetworks[0]?.secondaryIpRanges?.[0]?.ipCidrRange}`);
    }
    expect(found).toEqual(["regions/us-central1 10.4.0.0/16"]);
  });

  it("given a patch of a subnet, then the region's operation is waited for", async () => {
    const client = new SubnetworksClient(options);
    const place = { project: "lab-a", region: "us-central1", subnetwork: "a-0" };
    const [{ fingerprint, secondaryIpRanges }] = await client.get(place);
    const more = [...(secondaryIpRanges ?? []), { rangeName: "more", ipCidrRange: "10.5.0.0/16" }];
    const subnetworkResource = { fingerprint: fingerprint ?? "", secondaryIpRanges: more };
    const [operation] = await client.patch({ ...place, subnetworkResource });
    const { project, region } = place;
    // The client's own name of an operation is its numeric id.
    const asked = { project, region, operation: String(operation.name) };
    expect(asked.operation).toMatch(/^\d+$/);
    await waitFor(new RegionOperationsClient(options).wait(asked));
    expect((await client.get(place))[0].secondaryIpRanges).toHaveLength(2);
  });

  it("given a firewall rule, then it can be inserted, read, patched and deleted", async () => {
    const client = new FirewallsClient(options);
    const rule = { name: "rule", network: networkPath("lab-a/a"), allowed: [{ IPProtocol: "tcp", ports: ["443"] }] };
    await waitFor(client.insert({ project: "lab-a", firewallResource: rule }));
    await lab.world.clock.settle();
    const named = { project: "lab-a", firewall: "rule" };
    expect((await client.get(named))[0]).toMatchObject({ name: "rule", direction: "INGRESS", priority: 1000 });
    await client.patch({ ...named, firewallResource: { sourceRanges: ["10.1.0.0/20"] } });
    await lab.world.clock.settle();
    expect((await client.list({ project: "lab-a" }))[0][0]?.sourceRanges).toEqual(["10.1.0.0/20"]);
    await client.delete(named);
    await lab.world.clock.settle();
    await expect(client.get(named)).rejects.toMatchObject({ code: 5, httpStatusCode: 404 });
  });

  it("given a busy network, then the error keeps the real status and text", async () => {
    const client = new NetworksClient(options);
    const request = (name: string) => ({
      ...{ project: "lab-a", network: "a" },
      networksAddPeeringRequestResource: {
        networkPeering: { name, network: networkPath(`lab-b/${name}`), exchangeSubnetRoutes: true },
      },
    });
    await client.addPeering(request("x"));
    await expect(client.addPeering(request("y"))).rejects.toMatchObject({
      httpStatusCode: 400,
      message: expect.stringContaining("There is a peering operation in progress on the local or peer network."),
    });
    await lab.world.clock.settle();
  });
});
