import type { Cloud, NetworkId } from "../../core/connection/network-id.ts";
import { parseNetworkId } from "../../core/connection/network-id.ts";
import { Invalid } from "../../core/faults.ts";
import type { CloudProvider } from "../../providers/cloud-provider.ts";
import { joinClouds } from "../../runtime/clouds.ts";
import { buildNetwork, left, ours } from "../support/network-builder.ts";

const gke = networkId("projects/shop-prod/global/networks/main");
const aks = networkId(
  "/subscriptions/0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0/resourcegroups/rg/providers/microsoft.network/virtualnetworks/v",
);

function networkId(text: string): NetworkId {
  const id = parseNetworkId(text);
  if (id === undefined) throw new Error(`not a network: ${text}`);
  return id;
}

const begun = { done: false, wait: 5, owned: [] };

/** A provider that notes who was asked for what. */
function noting(cloud: Cloud, calls: string[]): CloudProvider {
  const note = <T>(verb: string, about: string, answer: T): T => {
    calls.push(`${cloud} ${verb} ${about}`);
    return answer;
  };
  return {
    listNetworks: async ({ account }) => note("listNetworks", account, []),
    readTags: async (id) => note("readTags", id, {}),
    describeNetworks: async (ids) =>
      note(
        "describeNetworks",
        ids.join(" "),
        ids.map((id) => buildNetwork(id)),
      ),
    surveyNetworks: async (ids) => ({ networks: ids.map((id) => buildNetwork(id)), unread: new Map() }),
    requestPeering: async () => {
      throw new Invalid(`${cloud} was asked`);
    },
    acceptPeering: async ({ accepter }) => note("acceptPeering", accepter, []),
    readPeering: async () => {
      throw new Invalid(`${cloud} was asked`);
    },
    setPeeringOptions: async ({ requester }) => note("setPeeringOptions", requester, undefined),
    readImportedPrefixes: async (id) => note("readImportedPrefixes", id, undefined),
    applyRoutes: async (id) => note("applyRoutes", id, []),
    applyFirewall: async (id) => note("applyFirewall", id, []),
    readRouteTables: async (ids) => new Map(ids.map((id) => [id, []])),
    removePeering: async ({ requester }) => note("removePeering", requester, { done: true, wait: 0 }),
    writeTag: async (id) => note("writeTag", id, undefined),
    readGateway: async (id) => note("readGateway", id, undefined),
    buildGateway: async () => {
      throw new Invalid(`${cloud} was asked`);
    },
    buildTunnels: async ({ near }) => note("buildTunnels", near.network, { ...begun, outside: [] }),
    propagateRoutes: async ({ near }) => note("propagateRoutes", near.network, []),
    replaceKey: async ({ near }) => note("replaceKey", near.network, { done: true, wait: 0, begun: true }),
    readVpn: async ({ near }) => note("readVpn", near.network, { ends: [], differences: [], learned: [] }),
    stopPropagation: async (id) => note("stopPropagation", id, undefined),
    removeTunnels: async (id) => note("removeTunnels", id, begun),
    removeGateway: async (id) => note("removeGateway", id, begun),
  };
}

function world(configured: readonly Cloud[] = ["aws", "gcp", "azure"]) {
  const calls: string[] = [];
  const loads: Cloud[] = [];
  const provider = joinClouds(async (cloud) => {
    loads.push(cloud);
    if (!configured.includes(cloud)) throw new Invalid(`no access to ${cloud}`);
    return noting(cloud, calls);
  });
  return { provider, calls, loads };
}

describe("joinClouds", () => {
  it.each([
    { id: left, cloud: "aws" },
    { id: gke, cloud: "gcp" },
    { id: aks, cloud: "azure" },
  ])("given a network of $cloud, then its cloud alone is loaded, once, and asked", async ({ id, cloud }) => {
    const { provider, calls, loads } = world();
    await provider.readTags(id);
    await provider.writeTag(id, "crosspeer:status", "active 1/1");
    await provider.applyFirewall(id, "cx-aaaaaaaaaaaaa" as never, []);
    expect(loads).toEqual([cloud]);
    expect(calls.map((call) => call.split(" ")[0])).toEqual([cloud, cloud, cloud]);
  });

  it.each([
    { id: left, far: gke, cloud: "aws" },
    { id: gke, far: aks, cloud: "gcp" },
    { id: aks, far: left, cloud: "azure" },
  ])("given one end of a VPN on $cloud, then that cloud is asked and not the far one", async ({ id, far, cloud }) => {
    const { provider, calls } = world();
    const [connection, endOf] = [ours, (network: NetworkId) => ({ network, asn: 64513, prefixes: [] })];
    const end = { connection, near: endOf(id), far: endOf(far), tunnels: [] };
    await provider.readGateway(id);
    await expect(provider.buildGateway(end)).rejects.toMatchObject({ message: `${cloud} was asked` });
    await provider.buildTunnels(end, async () => "");
    await provider.propagateRoutes(end);
    await provider.replaceKey(end, 0, { readKey: async () => "", begun: false });
    await provider.readVpn(end);
    await provider.removeTunnels(id, connection);
    await provider.removeGateway(id);
    const verbs = [
      "readGateway",
      "buildTunnels",
      "propagateRoutes",
      "replaceKey",
      "readVpn",
      "removeTunnels",
      "removeGateway",
    ];
    expect(calls).toEqual(verbs.map((verb) => `${cloud} ${verb} ${id}`));
  });

  it("given networks of three clouds, then each cloud is asked once for its own", async () => {
    const { provider, calls } = world();
    const described = await provider.describeNetworks([gke, left, aks]);
    expect(described.map(({ id }) => id).sort()).toEqual([aks, gke, left].sort());
    expect(calls).toHaveLength(3);
    expect([...(await provider.readRouteTables([left, aks])).keys()]).toEqual([left, aks]);
  });

  it("given a cloud that the deployment has no access to, then it hides only its own networks", async () => {
    const { provider } = world(["aws"]);
    const { networks, unread } = await provider.surveyNetworks([left, gke]);
    expect(networks.map(({ id }) => id)).toEqual([left]);
    expect(unread.get(gke)).toMatchObject({ name: "Invalid", message: "no access to gcp" });
    await expect(provider.describeNetworks([left, gke])).rejects.toMatchObject({ message: "no access to gcp" });
  });

  it.each([
    { account: "111111111111", cloud: "aws" },
    { account: "shop-prod", cloud: "gcp" },
    { account: "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0", cloud: "azure" },
  ])("given the place $account, then $cloud lists it", async ({ account, cloud }) => {
    const { provider, calls } = world();
    await provider.listNetworks({ account, region: "global" });
    expect(calls).toEqual([`${cloud} listNetworks ${account}`]);
  });

  it("given a place that is none's, then it says so", async () => {
    await expect(world().provider.listNetworks({ account: "shop", region: "global" })).rejects.toMatchObject({
      name: "Invalid",
      message: "shop is no account, project or subscription",
    });
  });
});
