import type { Place } from "../../core/connection/network-id.ts";
import { DeployedWorld, peeringsOf, type Resident, routesOf, rulesOf } from "../support/deployed-world.ts";

const east: Place = { account: "111111111111", region: "us-east-1" };
const west: Place = { account: "111111111111", region: "eu-west-1" };
const member: Place = { account: "222222222222", region: "us-east-1" };
const abroad: Place = { account: "222222222222", region: "eu-west-1" };

let world: DeployedWorld;
let block = 0;

beforeAll(async () => {
  world = await DeployedWorld.start();
}, 60_000);

afterAll(() => world.close());

/** A network with a primary and a pod prefix that nobody else has, and one subnet. */
function fresh(name: string, place: Place): Promise<Resident> {
  block++;
  return world.network(name, place, {
    prefixes: [`10.${block}.0.0/16`, `100.${64 + block}.0.0/16`],
    subnets: [`10.${block}.0.0/24`],
  });
}

describe("two tagged networks", () => {
  it.each([
    { given: "one account and region", here: east, there: east },
    { given: "two accounts in one region", here: east, there: member },
    { given: "two regions of one account", here: east, there: west },
    { given: "two accounts in two regions", here: east, there: abroad },
  ])("given $given, then they are peered, routed and opened, and told so", async ({ here, there }) => {
    const one = await fresh(`one-${block}`, here);
    const two = await fresh(`two-${block}`, there);

    await two.tenant.tag(two.id, { "crosspeer:name": two.name, "crosspeer:accept": one.name });
    await one.tenant.tag(one.id, { "crosspeer:name": one.name, "crosspeer:connect": two.name });
    await world.settle();

    const connection = world.connection(one, two);
    expect(connection).toMatchObject({ state: "active", transport: "vpc-peering" });
    for (const [side, peer] of [
      [one, two],
      [two, one],
    ] as const) {
      const peerings = await peeringsOf(side);
      expect(peerings.map(({ Status }) => Status?.Code)).toEqual(["active"]);
      expect(await routesOf(side)).toEqual(
        peer.prefixes.flatMap((prefix) => [`${prefix} active`, `${prefix} active`]).sort(),
      );
      expect(await rulesOf(side, connection?.id ?? "")).toEqual(
        expect.arrayContaining(peer.prefixes.map((prefix) => `-1 -1--1 ${prefix}`)),
      );
      expect(await world.status(side)).toBe("active 1/1");
    }
  });
});

describe("the converged state", () => {
  it("given a sweep, a wake and an execution again, then nothing at all is written", async () => {
    const one = await fresh("calm-one", east);
    const two = await fresh("calm-two", abroad);
    await two.tenant.tag(two.id, { "crosspeer:name": two.name, "crosspeer:mesh": "calm" });
    await one.tenant.tag(one.id, { "crosspeer:name": one.name, "crosspeer:mesh": "calm" });
    await world.settle();
    await world.sweep();

    const mark = world.mark();
    await world.sweep();
    await world.startMachine("ReconcileNetworkMachineArn", { network: one.id });
    await world.startMachine("ConnectNetworksMachineArn", { requester: one.id, accepter: two.id });

    expect(world.connection(one, two)?.state).toBe("active");
    expect(world.writesSince(mark).map(({ service, action }) => `${service}:${action}`)).toEqual([]);
  });
});

describe("events", () => {
  it("given every event twice and both sides tagged at once, then there is one peering", async () => {
    const one = await fresh("twice-one", east);
    const two = await fresh("twice-two", member);
    world.lab.eventDelivery = { duplicate: 1, delayMs: 1000 };
    await Promise.all([
      two.tenant.tag(two.id, { "crosspeer:name": two.name, "crosspeer:connect": one.name }),
      one.tenant.tag(one.id, { "crosspeer:name": one.name, "crosspeer:connect": two.name }),
    ]);
    await world.settle();
    world.lab.eventDelivery = {};

    expect(world.connection(one, two)?.state).toBe("active");
    expect(await peeringsOf(one)).toHaveLength(1);
    expect(await peeringsOf(two)).toHaveLength(1);
  });

  it("given every event lost, then the next sweep joins the networks", async () => {
    const one = await fresh("lost-one", east);
    const two = await fresh("lost-two", abroad);
    world.lab.eventDelivery = { drop: 1 };
    await two.tenant.tag(two.id, { "crosspeer:name": two.name, "crosspeer:accept": "111111111111" });
    await one.tenant.tag(one.id, { "crosspeer:connect": two.name });
    await world.settle();
    world.lab.eventDelivery = {};
    expect(world.connection(one, two)).toBeUndefined();

    await world.sweep();

    expect(world.connection(one, two)?.state).toBe("active");
  });

  it("given our own status tag, then it wakes nobody", async () => {
    const one = await fresh("status-one", east);
    await world.settle();
    const before = world.lab.executions().length;

    await one.tenant.tag(one.id, { "crosspeer:status": "active 9/9" });
    await world.settle();

    expect(world.lab.executions()).toHaveLength(before);
  });
});

describe("an execution started by a person", () => {
  it("given names and the accepter's consent, then the networks are joined and stay so", async () => {
    const one = await fresh("asked-one", east);
    const two = await fresh("asked-two", abroad);
    await one.tenant.tag(one.id, { "crosspeer:name": one.name });
    await two.tenant.tag(two.id, { "crosspeer:name": two.name, "crosspeer:accept": one.name });
    await world.settle();

    const name = await world.startMachine("ConnectNetworksMachineArn", { requester: one.name, accepter: two.name });
    await world.sweep();

    expect(world.execution(name)).toMatchObject({ status: "SUCCEEDED", output: { phase: "active" } });
    expect(world.connection(one, two)?.state).toBe("active");
  });
});

describe("a change of mind", () => {
  it("given the tag deleted, then it is told at once, and taken away when its grace is over", async () => {
    const one = await fresh("gone-one", east);
    const two = await fresh("gone-two", abroad);
    await two.tenant.tag(two.id, { "crosspeer:name": two.name, "crosspeer:accept": one.name });
    await one.tenant.tag(one.id, { "crosspeer:name": one.name, "crosspeer:connect": two.name });
    await world.settle();
    const mark = world.mark();

    await one.tenant.untag(one.id, "crosspeer:connect");
    await world.lab.clock.advance(60_000);

    expect(world.connection(one, two)?.state).toBe("withdrawn");
    expect(await world.status(one)).toMatch(/^withdrawn gone-two/);
    expect(await world.status(two)).toMatch(/^withdrawn gone-one/);
    expect(world.changesSince(mark)).toEqual([]);
    await world.settle();
    expect([await world.status(one), await world.status(two)]).toEqual([undefined, undefined]);
    expect(world.connection(one, two)?.state).toBe("absent");
  });

  it("given the ports narrowed, then our wider rules are closed and the narrow ones opened", async () => {
    const one = await fresh("narrow-one", east);
    const two = await fresh("narrow-two", east);
    await two.tenant.tag(two.id, { "crosspeer:name": two.name, "crosspeer:mesh": "narrow" });
    await one.tenant.tag(one.id, { "crosspeer:name": one.name, "crosspeer:mesh": "narrow" });
    await world.settle();

    await two.tenant.tag(two.id, { "crosspeer:allow": "tcp:443 icmp" });
    await world.settle();

    const prefixes = one.prefixes;
    const open = await rulesOf(two, world.connection(one, two)?.id ?? "");
    expect(open.filter((rule) => prefixes.some((prefix) => rule.endsWith(prefix)))).toEqual(
      prefixes.flatMap((prefix) => [`icmp -1--1 ${prefix}`, `tcp 443-443 ${prefix}`]).sort(),
    );
  });
});
