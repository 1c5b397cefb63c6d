import { cloudOfAccount, locate, type NetworkId, parseNetworkId } from "../../../core/connection/network-id.ts";

const subscription = "0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0";
const vnet = `/subscriptions/${subscription}/resourcegroups/shop-rg/providers/microsoft.network/virtualnetworks/shop`;

describe("parseNetworkId", () => {
  it.each([
    {
      given: "a network of Google Cloud",
      text: "projects/shop-prod/global/networks/main",
      located: { cloud: "gcp", account: "shop-prod", region: "global", localId: "main" },
    },
    {
      given: "a VNet",
      text: vnet,
      located: { cloud: "azure", account: subscription, region: "global", localId: "shop-rg/shop" },
    },
  ])("given $given, then it is read and located", ({ text, located }) => {
    const id = parseNetworkId(text);
    expect(id).toBe(text);
    expect(locate(id as NetworkId)).toEqual(located);
  });

  it("given a VNet as Azure spells it, then it is the same network in lower case", () => {
    const spelt = `/subscriptions/${subscription.toUpperCase()}/resourceGroups/Shop-RG/providers/Microsoft.Network/virtualNetworks/SHOP`;
    expect(parseNetworkId(spelt)).toBe(vnet);
  });

  it.each([
    { given: "a network's URL", text: "https://www.googleapis.com/compute/v1/projects/shop-prod/global/networks/main" },
    { given: "a subnetwork", text: "projects/shop-prod/regions/europe-west1/subnetworks/main" },
    { given: "a project that is too short", text: "projects/shop/global/networks/main" },
    { given: "a network in upper case", text: "projects/shop-prod/global/networks/Main" },
    { given: "a network with a hyphen last", text: "projects/shop-prod/global/networks/main-" },
    { given: "a subnet of a VNet", text: `${vnet}/subnets/nodes` },
    { given: "another resource", text: vnet.replace("virtualnetworks", "publicipaddresses") },
    { given: "a subscription that is no GUID", text: vnet.replace(subscription, "shop") },
    { given: "a newline at the end", text: `${vnet}\n` },
  ])("given $given, then nothing is read", ({ text }) => {
    expect(parseNetworkId(text)).toBeUndefined();
  });
});

describe("cloudOfAccount", () => {
  it.each([
    { account: "111111111111", cloud: "aws" },
    { account: subscription, cloud: "azure" },
    { account: "a0f1e2d3-4b5a-6978-8796-a5b4c3d2e1f0", cloud: "azure" },
    { account: "shop-prod", cloud: "gcp" },
    { account: "1shop-prod", cloud: undefined },
    { account: "shop", cloud: undefined },
  ])("given $account, then it is $cloud", ({ account, cloud }) => {
    expect(cloudOfAccount(account)).toBe(cloud);
  });
});
