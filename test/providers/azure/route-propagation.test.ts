import type { Cluster } from "../../../providers/azure/clusters.ts";
import { clusterTables } from "../../../providers/azure/route-propagation.ts";
import { resourcePath } from "./azure-vpn.ts";
import { idOf } from "./azure-world.ts";

const network = idOf("a");
const tablePath = (name: string) => resourcePath("routeTables", name).toLowerCase();
const subnet = (name: string, table?: string) => ({
  id: `${resourcePath("virtualNetworks", "a")}/subnets/${name}`,
  ...(table === undefined ? {} : { routeTable: { id: resourcePath("routeTables", table) } }),
});
const vnet = { subnets: [subnet("Nodes", "RT-1"), subnet("pods", "rt-1"), subnet("vms", "rt-2"), subnet("bare")] };

function cluster(change: Partial<Cluster>): Cluster {
  return { name: "aks", nodeGroup: "mc", subnets: [], podPrefixes: [], ...change };
}

const inSubnets = (...names: string[]) => cluster({ subnets: names.map((name) => `${network}/subnets/${name}`) });

describe("providers/azure/route-propagation", () => {
  it.each([
    { given: "no cluster", clusters: [], expected: [] },
    { given: "a cluster in two subnets with one table", clusters: [inSubnets("nodes", "pods")], expected: ["rt-1"] },
    { given: "a cluster in a subnet without a table", clusters: [inSubnets("bare")], expected: [] },
    {
      given: "a cluster of another network",
      clusters: [cluster({ subnets: [`${idOf("b")}/subnets/vms`] })],
      expected: [],
    },
    {
      given: "a cluster that the network was made for",
      clusters: [cluster({ nodeGroup: "rg" })],
      expected: ["rt-1", "rt-2"],
    },
  ])("given $given, then the tables are $expected", ({ clusters, expected }) => {
    expect(clusterTables(network, vnet, clusters)).toEqual(expected.map(tablePath));
  });
});
