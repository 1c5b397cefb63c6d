import * as z from "zod";
import { run } from "../../cli/program.ts";
import type { NetworkId } from "../../core/connection/network-id.ts";
import type { JournalEntry } from "../../lab/world/journal.ts";
import { Couples } from "../support/couples.ts";
import { DeployedWorld } from "../support/deployed-world.ts";
import { type AksNetwork, buildAks, buildGke, type GkeNetwork } from "../support/gke-and-aks.ts";
import { buildTrio, type Trio } from "../support/vpn-world.ts";

const planned = z.object({ calls: z.array(z.object({ cloud: z.string(), account: z.string(), call: z.string() })) });

/** What tells people how a network fares, after each change; no part of a plan. */
const statusWrites = ["ec2:CreateTags", "container.clusters.setResourceLabels", "Microsoft.Resources/tags/write"];

let world: DeployedWorld;
let trio: Trio;
let others: { readonly gke: GkeNetwork; readonly aks: AksNetwork };

beforeAll(async () => {
  world = await DeployedWorld.start({ clouds: "all" });
  trio = await buildTrio(world, "shop", 10);
  const [nodes, services] = ["10.40.0.0/20", "10.40.16.0/20"];
  others = {
    gke: await buildGke(world.lab, 1, { name: "data-gke", nodes, services, pods: "10.41.0.0/16" }),
    aks: await buildAks(world.lab, 1, { name: "data-aks", prefixes: ["10.50.0.0/16"], nodes: "10.50.0.0/20" }),
  };
  await trio.eks.tenant.tag(trio.eks.id, { "crosspeer:accept": "*" });
  for (const { tenant, id } of [trio.gke, others.gke]) await tenant.label(id, { "crosspeer-accept": "any" });
  for (const { tenant, id } of [trio.aks, others.aks]) await tenant.tag(id, { "crosspeer:accept": "*" });
  await world.sweep();
}, 60_000);

afterAll(() => world.close());

async function crosspeer(...args: readonly string[]) {
  const out: string[] = [];
  const code = await run(args, {
    ...{ out: (text) => void out.push(text), err: () => undefined },
    sleep: (seconds) => world.lab.clock.advance(seconds * 1000),
    open: () => world.hub(),
  });
  return { code, out: out.join("\n") };
}

/** A call as the journal has it, in the words of its cloud's audit log. */
function nameOf({ cloud, service, action }: JournalEntry): string {
  return `${service}${{ aws: ":", gcp: ".", azure: "/" }[cloud]}${action}`;
}

/** What plan says, and what connect then does: `<account> <call>`, sorted. */
async function bothOf(one: NetworkId, other: NetworkId) {
  const before = world.mark();
  const plan = await crosspeer("-o", "json", "plan", one, other);
  expect(plan.code).toBe(0);
  expect(world.writesSince(before)).toEqual([]);
  const mark = world.mark();
  expect((await crosspeer("connect", one, other)).code).toBe(0);
  const done = world
    .writesSince(mark)
    .filter(({ service, status }) => !["dynamodb", "events"].includes(service) && status < 300)
    .filter((entry) => !statusWrites.includes(nameOf(entry)));
  return {
    said: planned
      .parse(JSON.parse(plan.out))
      .calls.map(({ account, call }) => `${account === "hub" ? "111111111111" : account} ${call}`)
      .sort(),
    done: done.map((entry) => `${entry.account} ${nameOf(entry)}`).sort(),
  };
}

describe("plan, then connect", () => {
  it("given two VPCs of two accounts, then every call was said before", async () => {
    const { one, two } = await new Couples(world).build();
    await two.tenant.tag(two.id, { "crosspeer:name": two.name, "crosspeer:accept": "*" });
    await one.tenant.tag(one.id, { "crosspeer:name": one.name });
    await world.settle();
    const { said, done } = await bothOf(one.id, two.id);
    expect(done.length).toBeGreaterThan(5);
    expect(said).toEqual(done);
  });

  it.each([
    { pair: "GKE and GKE", ends: () => [trio.gke, others.gke] as const, least: 4 },
    { pair: "AKS and AKS", ends: () => [trio.aks, others.aks] as const, least: 4 },
    { pair: "EKS and GKE", ends: () => [trio.eks, trio.gke] as const, least: 20 },
    { pair: "EKS and AKS, whose VPC has a gateway by then", ends: () => [trio.eks, trio.aks] as const, least: 20 },
    { pair: "GKE and AKS, which both have gateways by then", ends: () => [trio.gke, trio.aks] as const, least: 10 },
  ])("given $pair, then every call was said before", async ({ ends, least }) => {
    const [one, other] = ends();
    const { said, done } = await bothOf(one.id, other.id);
    expect(done.length).toBeGreaterThanOrEqual(least);
    expect(said).toEqual(done);
  });
});
