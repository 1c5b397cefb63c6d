import { NetworkManagementClient } from "@azure/arm-network";
import { ClientAssertionCredential } from "@azure/identity";
import { APPLICATION, AzureLab, HUB, TENANT } from "./azure-lab.ts";
import { LOCATION, makeGroup, vnetPath } from "./builders.ts";
import { checkedAgainst } from "./definitions/specification.ts";

const SCOPE = "https://management.azure.com/.default";
const ROLE = "arn:aws:iam::111111111111:role/crosspeer";

let lab: AzureLab;

beforeEach(async () => {
  lab = await AzureLab.start({ limits: { pageSize: 1 } });
  await makeGroup(lab);
});

afterEach(() => lab.stop());

/** A token as AWS gives it to a workload. */
function assertion(claims: object): string {
  const payload = Buffer.from(JSON.stringify({ aud: "api://AzureADTokenExchange", sub: ROLE, ...claims }));
  return ["e30", payload.toString("base64url"), "signature"].join(".");
}

interface Who {
  readonly tenant?: string;
  readonly clientId?: string;
  readonly claims?: object;
}

function credential({ tenant = TENANT, clientId = APPLICATION, claims = {} }: Who = {}): ClientAssertionCredential {
  const options = {
    authorityHost: lab.cloud.endpoint,
    disableInstanceDiscovery: true,
    tlsOptions: { ca: lab.cloud.ca },
  };
  return new ClientAssertionCredential(tenant, clientId, async () => assertion(claims), options);
}

describe(`Microsoft's own clients, each answer checked against ${checkedAgainst}`, () => {
  it("given a federated credential, then the client gets a token and calls with it", async () => {
    const options = { endpoint: lab.cloud.endpoint, tlsOptions: { ca: lab.cloud.ca } };
    const client = new NetworkManagementClient(credential(), HUB, options);
    const networks = [];
    for await (const network of client.virtualNetworks.list("rg")) networks.push(network);
    expect(networks).toEqual([]);
    expect(lab.journal.entries.at(-1)?.principal).toBe(`${APPLICATION}@${TENANT}`);
  });

  it.each([
    {
      given: "a tenant that there is not",
      who: { tenant: "10000000-0000-4000-8000-00000000000f" },
      error: /AADSTS90002/,
    },
    { given: "an application that the tenant does not know", who: { clientId: "x" }, error: /AADSTS700016/ },
    {
      given: "an assertion for another audience",
      who: { claims: { aud: "sts.amazonaws.com" } },
      error: /AADSTS700212/,
    },
    {
      given: "an assertion of another role",
      who: { claims: { sub: "arn:aws:iam::1:role/other" } },
      error: /AADSTS700213/,
    },
  ])("given $given, then there is no token", async ({ who, error }) => {
    await expect(credential(who).getToken(SCOPE)).rejects.toThrow(error);
  });

  it("given the network client, then it makes two networks, peers them and reads them back", async () => {
    const client = lab.client();
    for (const [name, prefix] of [
      ["a", "10.0.0.0/16"],
      ["b", "10.1.0.0/16"],
    ] as const) {
      const poller = client.virtualNetworks.createOrUpdate("rg", name, {
        ...{ location: LOCATION, addressSpace: { addressPrefixes: [prefix] }, tags: { "crosspeer:name": name } },
      });
      await poller.submitted();
      await lab.clock.settle();
      expect((await poller.pollUntilDone()).provisioningState).toBe("Succeeded");
    }
    for (const [name, remote] of [
      ["a", "b"],
      ["b", "a"],
    ] as const) {
      const poller = client.virtualNetworkPeerings.createOrUpdate("rg", name, `to-${remote}`, {
        remoteVirtualNetwork: { id: vnetPath(remote) },
      });
      await poller.submitted();
      await lab.clock.settle();
      await poller.pollUntilDone();
    }
    const half = await client.virtualNetworkPeerings.get("rg", "a", "to-b");
    expect([half.peeringState, half.peeringSyncLevel]).toEqual(["Connected", "FullyInSync"]);
    const names = [];
    for await (const { name } of client.virtualNetworks.listAll()) names.push(name);
    expect(names).toEqual(["a", "b"]);
    const removal = client.virtualNetworkPeerings.delete("rg", "a", "to-b");
    await removal.submitted();
    await lab.clock.settle();
    await removal.pollUntilDone();
    expect((await client.virtualNetworkPeerings.get("rg", "b", "to-a")).peeringState).toBe("Disconnected");
  });

  it("given errors, then the client sees their codes", async () => {
    const client = lab.client();
    await expect(client.virtualNetworks.get("rg", "none")).rejects.toMatchObject({
      code: "ResourceNotFound",
      statusCode: 404,
    });
    await expect(client.virtualNetworks.get("none", "a")).rejects.toMatchObject({ code: "ResourceGroupNotFound" });
  });

  it("given a rule made by the client, then it has it with its range and priority", async () => {
    const client = lab.client();
    await client.networkSecurityGroups.createOrUpdate("rg", "nsg", { location: LOCATION }).submitted();
    await lab.clock.settle();
    const any = { sourcePortRange: "*", destinationPortRange: "443", destinationAddressPrefix: "*" };
    const rule = {
      ...any,
      protocol: "Tcp",
      access: "Allow",
      direction: "Inbound",
      priority: 200,
      sourceAddressPrefixes: ["10.1.0.0/16"],
    };
    await client.securityRules.createOrUpdate("rg", "nsg", "from-b", rule).submitted();
    await lab.clock.settle();
    expect(await client.securityRules.get("rg", "nsg", "from-b")).toMatchObject(rule);
  });
});
