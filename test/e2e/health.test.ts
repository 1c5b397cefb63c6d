import { DeleteRouteCommand, DescribeRouteTablesCommand } from "@aws-sdk/client-ec2";
import { locate } from "../../core/connection/network-id.ts";
import { type Couple, Couples } from "../support/couples.ts";
import { DeployedWorld, routesOf } from "../support/deployed-world.ts";

let world: DeployedWorld;
let couple: Couple;

beforeAll(async () => {
  world = await DeployedWorld.start();
  const couples = new Couples(world);
  couple = await couples.build();
  await couples.tag(couple);
}, 60_000);

afterAll(() => world.close());

const state = () => world.connection(couple.one, couple.two);

/** A look at all connections, as the schedule has it. */
function check(): Promise<string> {
  return world.startMachine("CheckHealthMachineArn", {});
}

async function loseRoute(): Promise<void> {
  const { tenant, id } = couple.one;
  const Filters = [{ Name: "vpc-id", Values: [locate(id).localId] }];
  const { RouteTables = [] } = await tenant.ec2.send(new DescribeRouteTablesCommand({ Filters }));
  for (const { RouteTableId, Routes = [] } of RouteTables) {
    const own = Routes.find(({ VpcPeeringConnectionId }) => VpcPeeringConnectionId !== undefined);
    if (own === undefined) continue;
    await tenant.ec2.send(new DeleteRouteCommand({ RouteTableId, DestinationCidrBlock: own.DestinationCidrBlock }));
  }
}

const phases = (mark: number) =>
  world.lab
    .events()
    .slice(mark)
    .filter(({ event }) => event["detail-type"] === "Connection State Changed")
    .map(({ event }) => (event.detail["status"] as { readonly phase: string }).phase);

describe("a health check", () => {
  it("given nothing has changed, then nothing is written and nothing told", async () => {
    const [mark, events] = [world.mark(), world.lab.events().length];
    await check();
    expect(world.writesSince(mark)).toEqual([]);
    expect(phases(events)).toEqual([]);
  });

  it("given a route is lost, then the second look tells it, the topic hears of it, and it is put right", async () => {
    const events = world.lab.events().length;
    await loseRoute();
    await check();
    expect([state()?.state, phases(events)]).toEqual(["active", []]);
    await check();
    expect(phases(events)).toEqual(["degraded", "active"]);
    expect(
      world.lab
        .events()
        .slice(events)
        .map(({ event }) => event.detail),
    ).toContainEqual(
      expect.objectContaining({
        ...{ schemaVersion: 1, previousState: "active", state: "degraded" },
        reason: { code: "drift", message: expect.stringMatching(/route/) },
      }),
    );
    expect(state()?.state).toBe("active");
    expect((await routesOf(couple.one)).length).toBeGreaterThan(0);
    expect(world.lab.deliveries().filter(({ target }) => target.includes(":sns:"))).toMatchObject([
      { status: "delivered" },
    ]);
    expect(await world.status(couple.one)).toBe("active 1/1");
  });

  it("given it comes and goes between two looks, then nothing is told", async () => {
    await world.setPolicy({ drift: "report" });
    const events = world.lab.events().length;
    await loseRoute();
    await check();
    await world.setPolicy({ drift: "repair" });
    await world.startMachine("ConnectNetworksMachineArn", { requester: couple.one.id, accepter: couple.two.id });
    const told = phases(events).length;
    await check();
    await check();
    expect(phases(events)).toHaveLength(told);
    expect(state()?.state).toBe("active");
  });

  it("given a policy that only reports, then it is told once and left, and told when it is well again", async () => {
    await world.setPolicy({ drift: "report" });
    const events = world.lab.events().length;
    await loseRoute();
    for (let look = 0; look < 4; look++) await check();
    expect(phases(events)).toEqual(["degraded"]);
    expect(await routesOf(couple.one)).toEqual([]);
    expect(state()?.reason).toMatch(/^drift: rtb-\w+ does not route/);
    await world.setPolicy({});
    await world.sweep();
    expect(state()?.state).toBe("active");
  });

  it("given it comes and goes all the time, then that is told once, until it rests", async () => {
    const events = world.lab.events().length;
    for (let time = 0; time < 8 && !state()?.reason?.startsWith("flapping"); time++) {
      await loseRoute();
      await check();
      await check();
    }
    expect(state()).toMatchObject({ state: "degraded", reason: expect.stringMatching(/^flapping: its state changed/) });
    const flapping = world.lab
      .events()
      .slice(events)
      .filter(({ event }) => JSON.stringify(event.detail["status"] ?? {}).includes('"flapping"'));
    expect(flapping).toHaveLength(1);
    await world.sweep();
    expect(state()?.reason).toMatch(/^flapping/);
    for (let look = 0; look < 8; look++) await check();
    expect(state()?.state).toBe("active");
    expect((await routesOf(couple.one)).length).toBeGreaterThan(0);
  });
});
