import { locate } from "../../../core/connection/network-id.ts";
import { type Lab, startLab } from "../../../lab/lab.ts";
import { azure, google, tenant } from "../../../lab/scenarios/accounts.ts";
import { AzureTenant } from "../../../lab/scenarios/azure-tenant.ts";
import { GcpTenant } from "../../../lab/scenarios/gcp-tenant.ts";
import { isOwn } from "../../../lab/scenarios/outcome.ts";

const [PROJECT] = google.projects;
const [{ subscription: SUBSCRIPTION }] = azure.subscriptions;

let lab: Lab;

beforeAll(async () => {
  lab = await startLab({
    accounts: ["111111111111"],
    gcp: { projects: google.projects },
    azure: { tenants: [{ id: tenant, subscriptions: [SUBSCRIPTION], applications: [] }] },
  });
});

afterAll(() => lab.close());

describe("GcpTenant", () => {
  it("given a network with a cluster, then it can be labelled and given another range", async () => {
    const owner = new GcpTenant(lab, PROJECT);
    const ranges = { nodes: "10.0.0.0/20", pods: "10.4.0.0/16", services: "10.5.0.0/20" };
    const id = await owner.buildNetwork({ name: "shop", ...ranges, labels: { team: "web" } });
    await owner.label(id, { "crosspeer-name": "shop" });
    await owner.addRange(id, "more-pods", "10.6.0.0/16");

    expect(locate(id)).toMatchObject({ cloud: "gcp", account: PROJECT, localId: "shop" });
    expect([await owner.labelOf(id, "team"), await owner.labelOf(id, "crosspeer-name")]).toEqual(["web", "shop"]);
    const [subnet] = lab.gcp.clusters.compute.project(PROJECT).subnetworks.values();
    expect(subnet?.secondaryIpRanges.map(({ ipCidrRange }) => ipCidrRange)).toEqual([
      ...["10.4.0.0/16", "10.5.0.0/20", "10.6.0.0/16"],
    ]);
  });

  it("given a network in auto mode, then its cluster is in a subnet besides those that Google made", async () => {
    const owner = new GcpTenant(lab, PROJECT);
    const ranges = { nodes: "10.20.0.0/20", pods: "10.64.0.0/16", services: "10.65.0.0/20" };
    const id = await owner.buildNetwork({ name: "auto", autoMode: true, ...ranges });
    await owner.addHalf(id, "partner", "projects/partner-1/global/networks/main");

    const { subnetworks } = lab.gcp.clusters.compute.project(PROJECT);
    expect([...subnetworks.keys()]).toEqual(expect.arrayContaining(["us-east1/auto", "europe-west1/auto-nodes"]));
    expect(lab.gcp.clusters.find(PROJECT, "europe-west1", "auto")?.network).toBe("auto");
    expect(await owner.peeringsOf(id)).toEqual([expect.objectContaining({ name: "partner", state: "INACTIVE" })]);
  });
});

describe("AzureTenant", () => {
  it("given a VNet with a cluster, then it can be tagged and given another prefix, and keeps what it had", async () => {
    const owner = new AzureTenant(lab, SUBSCRIPTION);
    const sketch = { name: "Web", prefixes: ["10.1.0.0/16"], nodes: "10.1.0.0/20" } as const;
    const id = await owner.buildNetwork({ ...sketch, tags: { team: "web" } });
    await owner.tag(id, { "crosspeer:name": "web" });
    await owner.addPrefix(id, "10.2.0.0/16");

    expect(locate(id)).toMatchObject({ cloud: "azure", account: SUBSCRIPTION, localId: "networks/web" });
    expect([await owner.tagOf(id, "team"), await owner.tagOf(id, "crosspeer:name")]).toEqual(["web", "web"]);
    expect(await owner.prefixesOf(id)).toEqual(["10.1.0.0/16", "10.2.0.0/16"]);
    expect([await owner.peeringsOf(id), await owner.rulesOf("Web")]).toEqual([[], []]);
  });
});

describe("the journal", () => {
  it("given calls of tenants, then all are in one journal and none counts as crosspeer's own", () => {
    const { entries } = lab.journal;
    expect(new Set(entries.map(({ cloud }) => cloud))).toEqual(new Set(["gcp", "azure"]));
    expect(entries.filter(isOwn)).toEqual([]);
  });
});
