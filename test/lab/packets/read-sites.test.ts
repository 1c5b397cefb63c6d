import type { NetworkId } from "../../../core/connection/network-id.ts";
import { type Lab, startLab } from "../../../lab/lab.ts";
import { readSites } from "../../../lab/packets/read/read-sites.ts";
import { azure, google, hub, tenant } from "../../../lab/scenarios/accounts.ts";
import { AzureTenant } from "../../../lab/scenarios/azure-tenant.ts";
import { GcpTenant } from "../../../lab/scenarios/gcp-tenant.ts";
import { Tenant } from "../../../lab/scenarios/tenant.ts";

const [PROJECT] = google.projects;
const [{ subscription: SUBSCRIPTION }] = azure.subscriptions;

let lab: Lab;
let networks: readonly { readonly name: string; readonly id: NetworkId }[];

beforeAll(async () => {
  lab = await startLab({
    accounts: [hub.account],
    gcp: { projects: google.projects },
    azure: { tenants: [{ id: tenant, subscriptions: [SUBSCRIPTION], applications: [] }], limits: { pageSize: 1 } },
  });
  const aws = new Tenant(lab.endpoint, hub);
  const subnets = ["10.0.16.0/20", "10.0.0.0/20"];
  const eks = await aws.buildNetwork({ prefixes: ["10.0.0.0/16", "100.64.0.0/16"], subnets });
  const ranges = { nodes: "10.1.0.0/20", pods: "10.2.0.0/16", services: "10.1.16.0/20" };
  const gke = await new GcpTenant(lab, PROJECT).buildNetwork({ name: "shop", ...ranges });
  const microsoft = new AzureTenant(lab, SUBSCRIPTION);
  const aks = await microsoft.buildNetwork({ name: "Web", prefixes: ["10.3.0.0/16"], nodes: "10.3.0.0/20" });
  networks = [
    { name: "web", id: aks },
    { name: "payments", id: eks },
    { name: "shop", id: gke },
  ];
});

afterAll(() => lab.close());

it("given a network on each cloud, then their sites are as they answer, in order, and no time has passed", async () => {
  const before = lab.clock.now();
  const sites = await readSites(lab, networks);

  expect(sites.map(({ id, name }) => ({ name, id }))).toEqual(networks);
  expect(sites.map(({ prefixes }) => prefixes)).toEqual([
    ["10.3.0.0/16"],
    ["10.0.0.0/16", "100.64.0.0/16"],
    ["10.1.0.0/20", "10.2.0.0/16", "10.1.16.0/20"],
  ]);
  expect(sites.map(({ tables }) => tables.length)).toEqual([1, 3, 1]);
  const pods = sites.flatMap((site) => site.pods.map(({ name, address }) => `${name} ${address}`));
  expect(pods).toEqual([
    ...["web-nodes 10.3.0.10", "payments-1 10.0.0.10", "payments-2 10.0.16.10"],
    ...["shop-nodes 10.1.0.10", "shop-pods 10.2.0.10"],
  ]);
  const filters = sites.map((site) => site.pods[0]?.filters.map(({ id }) => id));
  expect(filters).toEqual([["Web"], [expect.stringMatching(/^sg-/)], ["firewall of shop"]]);
  expect(lab.clock.now()).toBe(before);
});

it("given two networks of one account, then each has its own tables", async () => {
  const other = await new Tenant(lab.endpoint, hub).buildNetwork({ prefixes: ["10.9.0.0/16"] });
  const sites = await readSites(lab, [...networks.slice(1, 2), { name: "other", id: other }]);
  expect(sites.map(({ name, tables, pods }) => [name, tables.length, pods.length])).toEqual([
    ["payments", 3, 2],
    ["other", 1, 0],
  ]);
});

it("given lists of several pages, then all of them are read", async () => {
  const before = lab.journal.entries.length;
  await readSites(lab, networks.slice(0, 1));
  // The networks' group and the one that AKS makes for nodes, each on a page of its own.
  const read = lab.journal.entries.slice(before).map(({ action }) => action);
  const of = (action: string) => read.filter((one) => one === action).length;
  expect([of("subscriptions/resourceGroups/read"), of("virtualNetworkGateways/read")]).toEqual([2, 2]);
});
