import { Couples } from "../support/couples.ts";
import { DeployedWorld, peeringsOf } from "../support/deployed-world.ts";

let world: DeployedWorld;
let couples: Couples;

beforeAll(async () => {
  world = await DeployedWorld.start();
  couples = new Couples(world);
}, 60_000);

afterAll(() => world.close());

const hour = 3_600_000;

describe("events of a wish that changes its mind", () => {
  it.each([
    { given: "as they come", delivery: {} },
    { given: "lost", delivery: { drop: 1 } },
    { given: "doubled", delivery: { duplicate: 1 } },
    { given: "out of order, up to an hour late", delivery: { delayMs: [0, hour] as const } },
    { given: "all an hour late", delivery: { delayMs: hour } },
  ])("given events $given, then the end is the same: one peering, and the last ports only", async ({ delivery }) => {
    const { one, two } = await couples.build();
    world.lab.eventDelivery = delivery;
    await two.tenant.tag(two.id, { "crosspeer:name": two.name, "crosspeer:accept": one.name });
    await one.tenant.tag(one.id, { "crosspeer:name": one.name, "crosspeer:connect": two.name });
    await one.tenant.untag(one.id, "crosspeer:connect");
    await two.tenant.tag(two.id, { "crosspeer:allow": "tcp:22" });
    await one.tenant.tag(one.id, { "crosspeer:connect": two.name });
    await two.tenant.tag(two.id, { "crosspeer:allow": "tcp:443" });
    await world.lab.clock.advance(hour + 60_000);
    await world.settle();
    world.lab.eventDelivery = {};
    await world.sweep();

    expect(world.connection(one, two)?.state).toBe("active");
    const live = (await peeringsOf(one)).filter(({ Status }) => Status?.Code === "active");
    expect(live).toHaveLength(1);
    const hub = await world.hub();
    const records = (await hub.ledger.connectionsOf(one.id)).map(({ status }) => status.phase);
    expect(records).toEqual(["active"]);
    const mark = world.mark();
    await world.sweep();
    expect(world.writesSince(mark)).toEqual([]);
  });
});
