import { connectionIdOf, pairOf } from "../../../core/connection/connection-id.ts";
import { Refused } from "../../../core/faults.ts";
import { createAzureProvider } from "../../../providers/azure/provider.ts";
import { APPLICATION, FOREIGN, HUB, OTHER_TENANT, SPOKE, TENANT } from "../../lab/clouds/azure/azure-lab.ts";
import { makeVnet } from "../../lab/clouds/azure/builders.ts";
import { type AzureWorld, assertion, callsOf, configOf, idOf, join, startAzureWorld } from "./azure-world.ts";

let world: AzureWorld;

beforeEach(async () => {
  world = await startAzureWorld();
});

afterEach(() => world.lab.cloud.close());

describe("providers/azure/client", () => {
  it("given a role that Entra trusts, then calls are made with its token, which is kept", async () => {
    let asked = 0;
    const provider = createAzureProvider({
      ...configOf(world.lab),
      webIdentityToken: async () => {
        asked++;
        return assertion();
      },
    });
    await provider.readTags(idOf("a"));
    const first = asked;
    await provider.readTags(idOf("b"));
    expect([first > 0, asked]).toEqual([true, first]);
    expect(world.lab.journal.entries.at(-1)?.principal).toBe(`${APPLICATION}@${TENANT}`);
  });

  it.each([
    {
      given: "a role that Entra does not trust",
      change: { webIdentityToken: async () => assertion("arn:x") },
      said: /AADSTS700213.*next sweep/,
    },
    {
      given: "an application that it does not know",
      change: { clientId: "30000000-0000-4000-8000-00000000000f" },
      said: /AADSTS700016/,
    },
    {
      given: "a subscription without a tenant",
      change: { tenants: {} },
      said: new RegExp(`no tenant is known for subscription ${HUB}`),
    },
    {
      given: "a subscription of another tenant",
      change: { tenants: { [HUB]: OTHER_TENANT } },
      said: /InvalidAuthenticationTokenTenant/,
    },
    {
      given: "no token of our own",
      change: { webIdentityToken: () => Promise.reject(new Refused("this account does not vend web identity tokens")) },
      said: /^this account does not vend/,
    },
  ])("given $given, then Refused says so, and no secret", async ({ change, said }) => {
    const provider = createAzureProvider({ ...configOf(world.lab), ...change });
    const refused = await provider.readTags(idOf("a")).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(refused).toMatchObject({ name: "Refused", message: expect.stringMatching(said) });
    expect(String(refused)).not.toMatch(/signature|Bearer/);
  });

  it.each([
    { given: "two subscriptions of one tenant", subscription: SPOKE },
    { given: "two tenants", subscription: FOREIGN },
  ])("given networks of $given, then they are joined", async ({ subscription }) => {
    const { lab } = world;
    await makeVnet(lab, { name: "c", prefixes: ["10.2.0.0/16"], subscription });
    const pair = pairOf(idOf("a"), idOf("c", subscription));
    const { peering } = await join({ ...world, pair, connection: connectionIdOf(pair) });
    expect(peering).toMatchObject({ ...pair, phase: "active", options: { requester: true, accepter: true } });
  });

  it("given trouble that passes, then the call is made again", async () => {
    world.lab.faults.inject({ when: "before", status: 500, times: 2 });
    const calls = await callsOf(world, () => world.provider.readTags(idOf("a")));
    expect(calls).toEqual(["virtualNetworks/read 500", "virtualNetworks/read 500", "virtualNetworks/read 200"]);
  });

  it("given trouble that stays, then Throttled after three calls", async () => {
    world.lab.faults.inject({ when: "before", status: 503, times: 9 });
    const calls = await callsOf(world, () =>
      expect(world.provider.readTags(idOf("a"))).rejects.toMatchObject({ name: "Throttled" }),
    );
    expect(calls).toHaveLength(3);
  });

  it("given Azure asks to come again in ten seconds, then Throttled at once, for the state machine to wait", async () => {
    world.lab.faults.inject({ when: "before", code: "SubscriptionRequestsThrottled", status: 429, times: 9 });
    const calls = await callsOf(world, () =>
      expect(world.provider.readTags(idOf("a"))).rejects.toMatchObject({ name: "Throttled" }),
    );
    expect(calls).toHaveLength(1);
  });

  it("given the connection breaks each time, then Throttled", async () => {
    world.lab.faults.inject({ when: "after", times: 9 });
    await expect(world.provider.readTags(idOf("a"))).rejects.toMatchObject({ name: "Throttled" });
  });

  it("given Azure cannot be reached, then Throttled", async () => {
    const nobody = "https://127.0.0.1:9";
    for (const change of [{ endpoint: nobody }, { authorityHost: nobody }]) {
      const provider = createAzureProvider({ ...configOf(world.lab), ...change });
      await expect(provider.readTags(idOf("a"))).rejects.toMatchObject({ name: "Throttled" });
    }
  });
});
