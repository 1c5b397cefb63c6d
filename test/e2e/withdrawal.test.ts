import { CreateRouteCommand, DescribeRouteTablesCommand } from "@aws-sdk/client-ec2";
import { locate } from "../../core/connection/network-id.ts";
import { type Couple, Couples, here } from "../support/couples.ts";
import { DeployedWorld, peeringsOf, routesOf, rulesOf } from "../support/deployed-world.ts";

let world: DeployedWorld;
let couples: Couples;

beforeAll(async () => {
  world = await DeployedWorld.start();
  couples = new Couples(world);
}, 60_000);

afterAll(() => world.close());

async function joined(): Promise<Couple> {
  const couple = await couples.build();
  await couples.tag(couple);
  expect(world.connection(couple.one, couple.two)?.state).toBe("active");
  return couple;
}

describe("a wish that is taken back", () => {
  it("given the work failed after the peering was made, then it is told as withdrawn, and taken away after its grace", async () => {
    const { one, two } = await couples.build();
    const refused = { service: "ec2", when: "before", code: "UnauthorizedOperation", status: 403, times: 9 } as const;
    world.lab.faults.inject({ action: "AuthorizeSecurityGroupIngress", ...refused });
    await couples.tag({ one, two });
    world.lab.faults.clear();
    expect(world.connection(one, two)?.state).toBe("blocked");
    expect((await peeringsOf(one)).map(({ Status }) => Status?.Code)).toEqual(["active"]);

    await one.tenant.untag(one.id, "crosspeer:connect");
    await world.lab.clock.advance(60_000);
    expect(world.connection(one, two)?.state).toBe("withdrawn");
    expect(await world.status(one)).toMatch(/^withdrawn/);
    expect((await peeringsOf(one)).map(({ Status }) => Status?.Code)).toEqual(["active"]);
    await world.settle();

    expect(world.connection(one, two)?.state).toBe("absent");
    expect(await world.status(one)).toBeUndefined();
    expect((await peeringsOf(one)).map(({ Status }) => Status?.Code)).toEqual(["deleted"]);
  });

  it("given consent goes while the accept is throttled, then nothing is accepted, routed or opened, and the request goes", async () => {
    const { one, two } = await couples.build();
    const throttled = { when: "before", code: "RequestLimitExceeded", status: 503, times: 3 } as const;
    world.lab.faults.inject({ service: "ec2", action: "AcceptVpcPeeringConnection", ...throttled });
    await two.tenant.tag(two.id, { "crosspeer:name": two.name, "crosspeer:accept": one.name });
    await one.tenant.tag(one.id, { "crosspeer:name": one.name, "crosspeer:connect": two.name });
    // Until the request is out, which the second network's account makes; the accept comes ten seconds later.
    await world.lab.clock.advance(5_000);
    expect(await peeringsOf(two)).toHaveLength(1);

    await two.tenant.untag(two.id, "crosspeer:accept");
    await world.settle();
    world.lab.faults.clear();

    expect((await peeringsOf(two)).map(({ Status }) => Status?.Code)).toEqual(["deleted"]);
    expect(await routesOf(one)).toEqual([]);
    expect(await rulesOf(two, world.connection(one, two)?.id ?? "")).toEqual([]);
    expect(world.connection(one, two)?.state).toBe("pending");
  });

  it("given the tag is set again within the grace, then the connection is active again", async () => {
    const { one, two } = await joined();
    await one.tenant.untag(one.id, "crosspeer:connect");
    await world.lab.clock.advance(60_000);
    expect(world.connection(one, two)?.state).toBe("withdrawn");

    await one.tenant.tag(one.id, { "crosspeer:connect": two.name });
    await world.settle();

    expect(world.connection(one, two)?.state).toBe("active");
    expect(await peeringsOf(one)).toHaveLength(1);
  });

  it("given three sweeps over what was taken away, then nothing is written", async () => {
    const { one } = await joined();
    await one.tenant.untag(one.id, "crosspeer:connect", "crosspeer:name");
    await world.settle();
    await world.sweep();
    const mark = world.mark();

    for (let sweep = 0; sweep < 3; sweep++) await world.sweep();

    expect(world.writesSince(mark).map(({ service, action }) => `${service}:${action}`)).toEqual([]);
  });
});

describe("an account that cannot be read for a while", () => {
  it("given a sweep meanwhile, then its connections stand as they are, and it is announced", async () => {
    const couple = await couples.build({ place: { account: "222222222222", region: "us-east-1" } });
    const third = await couples.build({ place: { account: "222222222222", region: "us-east-1" } });
    await third.two.tenant.tag(third.two.id, { "crosspeer:name": third.two.name, "crosspeer:accept": couple.two.name });
    await couple.two.tenant.tag(couple.two.id, {
      "crosspeer:name": couple.two.name,
      "crosspeer:connect": third.two.name,
    });
    await world.settle();
    expect(world.connection(couple.two, third.two)?.state).toBe("active");

    const refused = { when: "before", code: "UnauthorizedOperation", status: 403, times: 99 } as const;
    world.lab.faults.inject({ service: "ec2", action: "DescribeVpcs", account: "222222222222", ...refused });
    await world.sweep();
    world.lab.faults.clear();

    expect(world.connection(couple.two, third.two)?.state).not.toBe("withdrawn");
    expect(world.lab.events().map(({ event }) => event["detail-type"])).toContain("Sweep Incomplete");
    await world.sweep();
    expect(world.connection(couple.two, third.two)?.state).toBe("active");
  });
});

describe("what is not ours", () => {
  it("given somebody's narrower route over our peering, then sweeps leave it alone", async () => {
    const { one, two } = await joined();
    const [peering] = await peeringsOf(one);
    const Filters = [{ Name: "vpc-id", Values: [locate(one.id).localId] }];
    const { RouteTables } = await one.tenant.ec2.send(new DescribeRouteTablesCommand({ Filters }));
    const narrow = (two.prefixes[0] ?? "").replace("0.0/16", "7.0/24");
    await one.tenant.ec2.send(
      new CreateRouteCommand({
        RouteTableId: RouteTables?.[0]?.RouteTableId,
        DestinationCidrBlock: narrow,
        VpcPeeringConnectionId: peering?.VpcPeeringConnectionId,
      }),
    );

    await world.sweep();

    expect(await routesOf(one)).toContain(`${narrow} active`);
  });

  it("given a stranger takes a name that others are joined by, then the connection is blocked, not withdrawn", async () => {
    const { one, two } = await joined();
    const stranger = await world.network("impostor", here, { prefixes: ["10.250.0.0/16"] });

    await stranger.tenant.tag(stranger.id, { "crosspeer:name": two.name });
    await world.settle();
    await world.sweep();

    expect(world.connection(one, two)).toMatchObject({ state: "blocked", reason: /^ambiguous-name/ });
    expect(await peeringsOf(stranger)).toEqual([]);
  });
});

describe("a person's execution that fails", () => {
  it("given names and a failure, then it is told, and the next sweep tries again", async () => {
    const { one, two } = await couples.build();
    await one.tenant.tag(one.id, { "crosspeer:name": one.name });
    await two.tenant.tag(two.id, { "crosspeer:name": two.name, "crosspeer:accept": one.name });
    await world.settle();
    const refused = { when: "before", code: "UnauthorizedOperation", status: 403, times: 9 } as const;
    world.lab.faults.inject({ service: "ec2", action: "CreateVpcPeeringConnection", ...refused });
    await world.startMachine("ConnectNetworksMachineArn", { requester: one.name, accepter: two.name });
    world.lab.faults.clear();
    expect(await world.status(one)).toMatch(/^blocked .* refused/);

    await world.sweep();

    expect(world.connection(one, two)?.state).toBe("active");
  });
});
