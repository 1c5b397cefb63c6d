import { type Prefix, prefix } from "../../../core/address-space/prefix.ts";
import type { Allow } from "../../../core/connection/network.ts";
import { parseAllow } from "../../../core/intent/allow.ts";
import type { FirewallChange } from "../../../core/plan/change.ts";
import { planFirewall } from "../../../core/plan/firewall.ts";
import { makeCluster, securityGroupPath } from "./azure-clusters.ts";
import { type AzureWorld, eventually, idOf, startAzureWorld, writesOf } from "./azure-world.ts";

let world: AzureWorld;

beforeEach(async () => {
  world = await startAzureWorld();
  await makeCluster(world.lab, "aks-1", "c");
});

afterEach(() => world.lab.stop());

const one = ["10.1.0.0/16"];
const two = [...one, "10.9.0.0/16"];
const mixed = [...one, "fd00:1::/48"];

type Wish = readonly [sources: readonly string[], allow: string];

const changesOfMind: readonly { readonly given: string; readonly before: Wish; readonly after: Wish }[] = [
  { given: "a prefix more", before: [one, "tcp:443 icmp"], after: [two, "tcp:443 icmp"] },
  { given: "a prefix less", before: [two, "tcp:443 icmp"], after: [one, "tcp:443 icmp"] },
  { given: "another port", before: [one, "tcp:443"], after: [one, "tcp:80"] },
  { given: "another protocol", before: [one, "tcp:443 icmp"], after: [one, "udp:53"] },
  { given: "another family", before: [mixed, "all"], after: [one, "all"] },
  { given: "nothing any more", before: [mixed, "all"], after: [[], "all"] },
];

describe("providers/azure/firewalls", () => {
  it.each([
    { given: "all", sources: one, allow: "all", rules: { "": ["*", "10.1.0.0/16", "*"] } },
    { given: "icmp", sources: one, allow: "icmp", rules: { "-icmp": ["Icmp", "10.1.0.0/16", "*"] } },
    {
      given: "ports of two protocols",
      ...{ sources: two, allow: "tcp:443 tcp:8000-8100 udp:53" },
      rules: { "-tcp": ["Tcp", two.join(), "443,8000-8100"], "-udp": ["Udp", two.join(), "53"] },
    },
    {
      given: "both families of addresses",
      ...{ sources: mixed, allow: "tcp" },
      rules: { "-tcp": ["Tcp", "10.1.0.0/16", "*"], "-tcp-v6": ["Tcp", "fd00:1::/48", "*"] },
    },
    {
      given: "every port and one of them",
      sources: one,
      allow: "tcp tcp:443",
      rules: { "-tcp": ["Tcp", one[0], "0-65535,443"] },
    },
  ])(
    "given $given, then few rules of ours with priorities from 1000, and nothing is left to do",
    async ({ sources, allow, rules }) => {
      await converge(sources, allow);
      const named = Object.entries(rules).map(([suffix, rule]) => [`${world.connection}${suffix || "-all"}`, ...rule]);
      expect((await ownRules()).map(({ name, text }) => [name, ...text])).toEqual(named);
      expect((await ownRules()).map(({ priority }) => priority)).toEqual(named.map((_, index) => 1000 + index));
      expect(await changesFor(sources, allow)).toEqual([]);
    },
  );

  it("given rules are opened, then they are ours, by group, connection, protocol and source", async () => {
    const { provider, connection } = world;
    const changes = await changesFor(one, "tcp:443");
    const owned = await provider.applyFirewall(idOf("c"), connection, changes);
    expect(owned).toEqual([
      { kind: "firewall-rule", id: `rg/nsg-c/${connection}/tcp:443/10.1.0.0/16`, network: idOf("c") },
    ]);
    await world.lab.clock.settle();
    expect(await writesOf(world, () => provider.applyFirewall(idOf("c"), connection, changes))).toEqual([]);
  });

  it.each(changesOfMind)("given $given, then what was opened follows", async ({ before, after }) => {
    await converge(...before);
    await converge(...after);
    expect(await changesFor(...after)).toEqual([]);
    const followed = (await ownRules()).map(({ text }) => text.join()).toSorted();
    await remove();
    await converge(...after);
    expect(followed).toEqual((await ownRules()).map(({ text }) => text.join()).toSorted());
  });

  it.each([
    { given: "denies", drift: { access: "Deny" } },
    { given: "takes another protocol", drift: { protocol: "Udp" } },
    { given: "takes outbound traffic", drift: { direction: "Outbound" } },
    { given: "takes some source ports", drift: { sourcePortRange: "99" } },
    { given: "takes some destinations", drift: { destinationAddressPrefix: "10.2.0.4/32" } },
    { given: "takes other ports", drift: { destinationPortRange: "80" } },
    { given: "takes a service tag", drift: { sourceAddressPrefixes: [], sourceAddressPrefix: "Internet" } },
    { given: "takes more sources", drift: { sourceAddressPrefixes: ["10.1.0.0/16", "10.77.0.0/16"] } },
    { given: "was deleted", drift: undefined },
  ])("given somebody made our rule one that $given, then it is repaired", async ({ drift }) => {
    await converge(one, "tcp:443");
    const [before] = await ownRules();
    const path = `${securityGroupPath("c")}/securityRules/${before?.name}`;
    if (drift === undefined) await world.lab.call("DELETE", path);
    else await world.lab.put(path, { properties: { ...before?.properties, ...drift } });
    await world.lab.clock.settle();
    expect(await changesFor(one, "tcp:443")).not.toEqual([]);
    await converge(one, "tcp:443");
    expect(await ownRules()).toEqual([before]);
  });

  it("given rules of others, then they keep their priorities and ours take the lowest that are free", async () => {
    for (const [name, priority] of [
      ["mine", 1000],
      ["yours", 1002],
    ] as const)
      await put(name, priority);
    await converge(one, "tcp:443 icmp udp:53");
    expect((await ownRules()).map(({ priority }) => priority).toSorted()).toEqual([1001, 1003, 1004]);
    await converge([], "all");
    const { body } = await world.lab.call("GET", securityGroupPath("c"));
    expect(body.properties.securityRules.map(({ name }: { name: string }) => name)).toEqual(["mine", "yours"]);
  });

  it("given somebody takes the priority meanwhile, then Busy, and the next one is taken", async () => {
    const action = "networkSecurityGroups/securityRules/write";
    world.lab.faults.inject({ action, when: "before", code: "SecurityRuleConflict", status: 400 });
    const changes = await changesFor(one, "all");
    const apply = () => world.provider.applyFirewall(idOf("c"), world.connection, changes);
    await expect(apply()).rejects.toMatchObject({ name: "Busy" });
    await apply();
  });

  it.each(["before", "after"] as const)(
    "given the work is killed %s a write, then another run ends the same",
    async (when) => {
      for (const skip of [0, 1]) {
        await remove();
        const action = "networkSecurityGroups/securityRules/write";
        world.lab.faults.inject({ action, when, skip, code: "Killed", status: 400 });
        await expect(converge(mixed, "tcp:443")).rejects.toThrow();
        world.lab.faults.clear();
        await world.lab.clock.settle();
        await converge(mixed, "tcp:443");
        expect((await ownRules()).map(({ text }) => text[1])).toEqual(mixed);
      }
    },
  );

  it("given a quota of rules, then QuotaExceeded", async () => {
    const limited = await startAzureWorld({ limits: { rulesPerSecurityGroup: 0 } });
    await makeCluster(limited.lab, "aks-1", "c");
    const open = { action: "open", network: idOf("c"), firewall: "rg/nsg-c", source: prefix("10.1.0.0/16") } as const;
    const changes = [{ ...open, allow: { protocol: "all" }, reason: "" }] as const;
    await expect(limited.provider.applyFirewall(idOf("c"), limited.connection, changes)).rejects.toMatchObject({
      name: "QuotaExceeded",
    });
    await limited.lab.stop();
  });

  /** What a plan would change so that these sources may reach these ports. */
  async function changesFor(sources: readonly string[], allow: string): Promise<readonly FirewallChange[]> {
    const [network] = await world.provider.describeNetworks([idOf("c")]);
    if (network === undefined) throw new Error("no network");
    const wanted = { sources: sources.map((text): Prefix => prefix(text)), allow: allow.split(" ").map(allowOf) };
    return planFirewall({ network, connection: world.connection, ...wanted }).changes;
  }

  async function converge(sources: readonly string[], allow: string): Promise<void> {
    const changes = await changesFor(sources, allow);
    await eventually(world, () => world.provider.applyFirewall(idOf("c"), world.connection, changes));
    await world.lab.clock.settle();
  }

  async function ownRules() {
    const { body } = await world.lab.call("GET", securityGroupPath("c"));
    const rules: readonly { name: string; properties: Readonly<Record<string, unknown>> }[] =
      body.properties.securityRules;
    return rules
      .filter(({ name }) => name.startsWith(world.connection))
      .map(({ name, properties }) => {
        const { provisioningState: _, priority, protocol, sourceAddressPrefixes, ...rest } = properties;
        const ports = [rest["destinationPortRange"] ?? [], rest["destinationPortRanges"]].flat().join();
        return { name, priority, text: [protocol, String(sourceAddressPrefixes), ports], properties };
      });
  }

  async function put(name: string, priority: number) {
    const any = { protocol: "Tcp", sourcePortRange: "*", destinationPortRange: "22", destinationAddressPrefix: "*" };
    const properties = { ...any, access: "Allow", direction: "Inbound", priority, sourceAddressPrefix: "10.0.0.0/8" };
    await world.lab.put(`${securityGroupPath("c")}/securityRules/${name}`, { properties });
  }

  async function remove() {
    for (const { name } of await ownRules()) {
      await world.lab.call("DELETE", `${securityGroupPath("c")}/securityRules/${name}`);
      await world.lab.clock.settle();
    }
  }
});

function allowOf(text: string): Allow {
  const allow = parseAllow(text);
  if (allow === undefined) throw new Error(text);
  return allow;
}
