import { prefix } from "../../../core/address-space/prefix.ts";
import type { Allow } from "../../../core/connection/network.ts";
import { parseAllow } from "../../../core/intent/allow.ts";
import type { FirewallChange } from "../../../core/plan/change.ts";
import { resourceNameOf } from "../../../providers/gcp/translate-rule.ts";
import { makeNetwork, networkPath, succeed } from "../../lab/clouds/gcp/builders.ts";
import { type GcpWorld, pairOfPlaces, startGcpWorld, until } from "./gcp-world.ts";

const { requester: network, connection } = pairOfPlaces("lab-one/a", "lab-one/b");
const name = resourceNameOf(connection, network, 4);
const secondary = { pods: "10.4.0.0/16", services: "10.5.0.0/20" };

let world: GcpWorld;
beforeEach(async () => {
  world = await startGcpWorld();
  await makeNetwork(world.lab, "lab-one/a", { range: "10.0.0.0/20", secondary });
  world.addCluster("lab-one/a", {});
});
afterEach(() => world.lab.close());

function allow(text: string): Allow {
  const parsed = parseAllow(text);
  if (parsed === undefined) throw new Error(`not an allow: ${text}`);
  return parsed;
}

function open(source: string, what: string): FirewallChange {
  return { action: "open", network, firewall: "a", source: prefix(source), allow: allow(what), reason: "" };
}

function close(rule: string): FirewallChange {
  return { action: "close", network, firewall: "a", rule, reason: "" };
}

const apply = (...changes: FirewallChange[]) => world.provider.applyFirewall(network, connection, changes);
const applied = (...changes: FirewallChange[]) => until(world, () => apply(...changes));
const resources = async () => (await world.lab.ask("GET", "lab-one/global/firewalls")).body.items ?? [];

async function described() {
  const [found] = await world.provider.describeNetworks([network]);
  return found?.firewalls[0];
}

describe("providers/gcp/firewalls", () => {
  it("given prefixes and ports, then one resource holds them, and reads back as rules of the connection", async () => {
    const changes = ["10.1.0.0/20", "10.6.0.0/16"].flatMap((source) => [open(source, "tcp:443"), open(source, "icmp")]);
    const owned = await applied(...changes);
    const ids = [
      ...[`${name}/tcp:443/10.1.0.0/20`, `${name}/icmp/10.1.0.0/20`],
      ...[`${name}/tcp:443/10.6.0.0/16`, `${name}/icmp/10.6.0.0/16`],
    ];
    expect(owned).toEqual(ids.map((id) => ({ kind: "firewall-rule", id, network })));
    expect(await resources()).toMatchObject([
      {
        ...{ name, direction: "INGRESS", sourceRanges: ["10.1.0.0/20", "10.6.0.0/16"], disabled: false },
        allowed: [{ IPProtocol: "icmp" }, { IPProtocol: "tcp", ports: ["443"] }],
      },
    ]);
    const firewall = await described();
    expect(firewall?.rules.map(({ id }) => id).toSorted()).toEqual(ids.toSorted());
    expect(new Set(firewall?.rules.map((rule) => rule.connection))).toEqual(new Set([connection]));
  });

  it("given the rules are there, then nothing is written", async () => {
    await applied(open("10.1.0.0/20", "all"));
    await world.settle();
    const calls = await world.callsOf(() => apply(open("10.1.0.0/20", "all")));
    expect(calls).toEqual(["firewalls.get lab-one"]);
  });

  it("given something is written, then NotYetVisible until it reads back", async () => {
    await applied(open("10.1.0.0/20", "all"));
    await world.settle();
    const changes = [open("10.1.0.0/20", "tcp:443"), close(`${name}/all/10.1.0.0/20`)];
    const calls = await world.callsOf(async () => {
      for (const _ of [1, 2]) await expect(apply(...changes)).rejects.toMatchObject({ name: "NotYetVisible" });
      await world.settle();
      expect(await apply(...changes)).toHaveLength(1);
    });
    expect(calls.filter((call) => call.startsWith("firewalls.patch"))).toHaveLength(1);
    expect((await described())?.rules.map(({ allow }) => allow)).toEqual([{ protocol: "tcp", from: 443, to: 443 }]);
  });

  it("given IPv6, then it stands in a resource of its own, and ICMP by its number", async () => {
    await applied(open("10.1.0.0/20", "icmp"), open("2001:db8::/56", "icmp"));
    const found: { name: string; allowed: unknown; sourceRanges: unknown }[] = await resources();
    expect(found.map((one) => [one.name, one.allowed, one.sourceRanges])).toEqual([
      [name, [{ IPProtocol: "icmp" }], ["10.1.0.0/20"]],
      [`${name}-v6`, [{ IPProtocol: "58" }], ["2001:db8::/56"]],
    ]);
    await applied(close(`${name}-v6/icmp/2001:db8::/56`));
    await world.settle();
    expect(await resources()).toHaveLength(1);
  });

  it("given every rule is closed, then the resource is deleted, and closing again changes nothing", async () => {
    await applied(open("10.1.0.0/20", "tcp"), open("10.1.0.0/20", "udp:53"));
    await world.settle();
    const changes = [close(`${name}/tcp/10.1.0.0/20`), close(`${name}/udp:53/10.1.0.0/20`)];
    expect(await applied(...changes)).toEqual([]);
    expect(await resources()).toEqual([]);
    expect(await apply(...changes)).toEqual([]);
  });

  it.each([
    { given: "disabled", change: { disabled: true } },
    { given: "for some machines only", change: { targetTags: ["web"] } },
  ])("given somebody made the resource $given, then its rules are missing and are made again", async ({ change }) => {
    await applied(open("10.1.0.0/20", "all"));
    await world.settle();
    await succeed(world.lab, "PATCH", `lab-one/global/firewalls/${name}`, change);
    expect((await described())?.rules).toEqual([]);
    await applied(open("10.1.0.0/20", "all"));
    await world.settle();
    expect((await described())?.rules).toHaveLength(1);
  });

  it("given rules of others, then they count and are not shown", async () => {
    const rule = { network: networkPath("lab-one/a"), allowed: [{ IPProtocol: "tcp" }], sourceRanges: ["10.9.0.0/16"] };
    await succeed(world.lab, "POST", "lab-one/global/firewalls", { ...rule, name: "theirs" });
    const { sourceRanges: _, ...egress } = rule;
    await succeed(world.lab, "POST", "lab-one/global/firewalls", { ...egress, name: "out", direction: "EGRESS" });
    await succeed(world.lab, "POST", "lab-one/global/firewalls", { ...rule, name: connection });
    expect(await described()).toMatchObject({ rules: [], ruleCount: 2 });
  });

  it("given both networks are in one project, then each has a resource of its own", async () => {
    const { accepter } = pairOfPlaces("lab-one/a", "lab-one/b");
    expect(resourceNameOf(connection, accepter, 4)).not.toBe(name);
  });

  it("given the name belongs to another network's rule, then Conflict", async () => {
    await makeNetwork(world.lab, "lab-one/b", { range: "10.1.0.0/20" });
    const rule = { name, network: networkPath("lab-one/b"), allowed: [{ IPProtocol: "tcp" }] };
    await succeed(world.lab, "POST", "lab-one/global/firewalls", rule);
    await expect(apply(open("10.1.0.0/20", "all"))).rejects.toMatchObject({ name: "Conflict" });
  });

  it.each([
    { given: "the answer to the insert is lost", fault: { when: "after", action: "firewalls.insert" } as const },
    {
      given: "the insert is refused for its rate",
      fault: { when: "before", action: "firewalls.insert", code: "rateLimitExceeded" } as const,
    },
    {
      given: "somebody was quicker",
      fault: { when: "before", action: "firewalls.insert", code: "alreadyExists" } as const,
    },
  ])("given $given, then running again converges", async ({ fault }) => {
    world.lab.world.faults.inject(fault);
    expect(await applied(open("10.1.0.0/20", "all"))).toHaveLength(1);
    expect(await resources()).toHaveLength(1);
    await world.settle();
  });

  it("given no quota is left, then QuotaExceeded", async () => {
    const message = "Quota 'FIREWALLS' exceeded.  Limit: 200.0 globally.";
    world.lab.world.faults.inject({ when: "before", action: "firewalls.insert", code: "quotaExceeded", message });
    await expect(apply(open("10.1.0.0/20", "all"))).rejects.toMatchObject({ name: "QuotaExceeded" });
  });
});
