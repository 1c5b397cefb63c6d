import {
  AuthorizeSecurityGroupIngressCommand,
  CreateRouteCommand,
  CreateVpcPeeringConnectionCommand,
  DeleteRouteCommand,
  DeleteVpcPeeringConnectionCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
} from "@aws-sdk/client-ec2";
import { locate } from "../../core/connection/network-id.ts";
import { type Couple, Couples } from "../support/couples.ts";
import { DeployedWorld, peeringsOf, type Resident, routesOf, rulesOf } from "../support/deployed-world.ts";

let world: DeployedWorld;
let couples: Couples;

beforeAll(async () => {
  world = await DeployedWorld.start();
  couples = new Couples(world);
}, 60_000);

afterAll(() => world.close());

async function joined(couple?: Couple): Promise<Couple & { readonly connection: string }> {
  const { one, two } = couple ?? (await couples.build());
  await couples.tag({ one, two });
  const connection = world.connection(one, two);
  expect(connection?.state).toBe("active");
  return { one, two, connection: connection?.id ?? "" };
}

async function mainTable({ tenant, id }: Resident): Promise<string> {
  const Filters = [{ Name: "vpc-id", Values: [locate(id).localId] }];
  const { RouteTables } = await tenant.ec2.send(new DescribeRouteTablesCommand({ Filters }));
  return RouteTables?.[0]?.RouteTableId ?? "";
}

/** Creates and deletes of EC2 objects that crosspeer made since a mark, counted by what they are about. */
function balance(mark: number): Record<string, number> {
  const counterparts: Readonly<Record<string, readonly [what: string, sign: 1 | -1]>> = {
    CreateVpcPeeringConnection: ["peering", 1],
    DeleteVpcPeeringConnection: ["peering", -1],
    CreateRoute: ["route", 1],
    DeleteRoute: ["route", -1],
  };
  const sums: Record<string, number> = {};
  for (const action of world.changesSince(mark)) {
    const [what, sign] = counterparts[action] ?? [];
    if (what !== undefined && sign !== undefined) sums[what] = (sums[what] ?? 0) + sign;
  }
  return sums;
}

describe("everything untagged", () => {
  it("given others' routes, rules and an older peering, then all of ours goes and nothing of theirs", async () => {
    const { one, two } = await couples.build();
    const other = await couples.build();
    const old = await one.tenant.ec2.send(
      new CreateVpcPeeringConnectionCommand({
        VpcId: locate(one.id).localId,
        PeerVpcId: locate(other.one.id).localId,
      }),
    );
    const table = await mainTable(one);
    const Filters = [{ Name: "vpc-id", Values: [locate(one.id).localId] }];
    const { SecurityGroups } = await one.tenant.ec2.send(new DescribeSecurityGroupsCommand({ Filters }));
    const group = SecurityGroups?.find(({ Tags = [] }) => Tags.some(({ Key }) => Key?.startsWith("kubernetes.io")));
    await one.tenant.ec2.send(
      new AuthorizeSecurityGroupIngressCommand({
        GroupId: group?.GroupId,
        IpPermissions: [{ IpProtocol: "-1", IpRanges: [{ CidrIp: two.prefixes[0]?.replace("0.0/16", "9.0/24") }] }],
      }),
    );
    const before = world.mark();
    const { connection } = await joined({ one, two });
    const peering = (await peeringsOf(one)).find(({ Status }) => Status?.Code === "active")?.VpcPeeringConnectionId;
    const foreign = two.prefixes[0]?.replace("0.0/16", "7.0/24") ?? "";
    await one.tenant.ec2.send(
      new CreateRouteCommand({ RouteTableId: table, DestinationCidrBlock: foreign, VpcPeeringConnectionId: peering }),
    );

    await one.tenant.untag(one.id, "crosspeer:connect", "crosspeer:name");
    await two.tenant.untag(two.id, "crosspeer:accept", "crosspeer:name");
    await world.settle();

    expect(world.connection(one, two)?.state).toBe("absent");
    expect(balance(before)).toEqual({ peering: 0, route: 0 });
    expect([await rulesOf(one, connection), await rulesOf(two, connection)]).toEqual([[], []]);
    // The stranger's route went over our peering: it is theirs to take away.
    expect([await routesOf(one), await routesOf(two)]).toEqual([[`${foreign} blackhole`], []]);
    const { SecurityGroups: groups } = await one.tenant.ec2.send(
      new DescribeSecurityGroupsCommand({ GroupIds: [group?.GroupId ?? ""] }),
    );
    expect(groups?.[0]?.IpPermissions?.flatMap(({ IpRanges = [] }) => IpRanges)).toHaveLength(1);
    const older = (await peeringsOf(one)).find(
      ({ VpcPeeringConnectionId: id }) => id === old.VpcPeeringConnection?.VpcPeeringConnectionId,
    );
    expect(older?.Status?.Code).toBe("pending-acceptance");
    expect([await world.status(one), await world.status(two)]).toEqual([undefined, undefined]);
  });

  it("given it is tagged again afterwards, then it is joined again", async () => {
    const { one, two } = await joined();
    await one.tenant.untag(one.id, "crosspeer:connect");
    await world.settle();
    expect(world.connection(one, two)?.state).toBe("absent");

    await one.tenant.tag(one.id, { "crosspeer:connect": two.name });
    await world.settle();

    expect(world.connection(one, two)?.state).toBe("active");
    expect(await routesOf(one)).toEqual(two.prefixes.map((prefix) => `${prefix} active`));
  });

  it("given the events of it are lost, then the next sweep does the same", async () => {
    const { one, two } = await joined();
    world.lab.eventDelivery = { drop: 1 };
    await one.tenant.untag(one.id, "crosspeer:connect");
    await world.settle();
    world.lab.eventDelivery = {};
    expect(world.connection(one, two)?.state).toBe("active");

    await world.sweep();

    expect(world.connection(one, two)?.state).toBe("absent");
  });
});

describe("consent taken back", () => {
  it("given the wish stands, then it is taken away after the grace and waits for consent", async () => {
    const { one, two } = await joined();

    await two.tenant.untag(two.id, "crosspeer:accept");
    await world.settle();

    expect(world.connection(one, two)).toMatchObject({ state: "pending", reason: /^missing-consent/ });
    expect((await peeringsOf(one)).map(({ Status }) => Status?.Code)).toEqual(["deleted"]);
    const mark = world.mark();
    await world.sweep();
    expect(world.writesSince(mark)).toEqual([]);
  });

  it("given a slip of the pen in the tag instead, then nothing is taken away, and it is told", async () => {
    const { one, two } = await joined();
    const mark = world.mark();

    await two.tenant.tag(two.id, { "crosspeer:accept": `${one.name},,! ` });
    await world.settle();

    expect(world.connection(one, two)).toMatchObject({ state: "blocked", reason: /^malformed-tag/ });
    expect(world.changesSince(mark)).toEqual([]);
  });
});

describe("half-gone things", () => {
  it.each([
    {
      given: "the peering was deleted by hand",
      undo: async ({ one }: Couple) => {
        const [peering] = await peeringsOf(one);
        await one.tenant.ec2.send(
          new DeleteVpcPeeringConnectionCommand({ VpcPeeringConnectionId: peering?.VpcPeeringConnectionId }),
        );
      },
    },
    {
      given: "a route was deleted by hand",
      undo: async ({ one, two }: Couple) => {
        await one.tenant.ec2.send(
          new DeleteRouteCommand({
            RouteTableId: await mainTable(one),
            DestinationCidrBlock: two.prefixes[0],
          }),
        );
      },
    },
  ])("given $given and then the tag, then the rest goes", async ({ undo }) => {
    const { one, two, connection } = await joined();
    await undo({ one, two });
    await one.tenant.untag(one.id, "crosspeer:connect");
    await world.settle();

    expect(world.connection(one, two)?.state).toBe("absent");
    expect([await routesOf(one), await routesOf(two)]).toEqual([[], []]);
    expect([await rulesOf(one, connection), await rulesOf(two, connection)]).toEqual([[], []]);
  });

  it("given a function that dies at every other call, then the sweep goes on where it ended", async () => {
    const { one, two, connection } = await joined();
    for (const action of ["RevokeSecurityGroupIngress", "DeleteRoute", "DeleteVpcPeeringConnection"]) {
      const lost = { service: "ec2", when: "after", code: "RequestTimeout", status: 503, times: 6 } as const;
      world.lab.faults.inject({ action, ...lost });
    }
    await one.tenant.untag(one.id, "crosspeer:connect");
    await world.settle();
    world.lab.faults.clear();
    await world.sweep();

    expect(world.connection(one, two)?.state).toBe("absent");
    expect([await routesOf(one), await routesOf(two)]).toEqual([[], []]);
    expect([await rulesOf(one, connection), await rulesOf(two, connection)]).toEqual([[], []]);
  });
});

describe("what a person asked for", () => {
  it("given a person takes it back, then it is taken away", async () => {
    const { one, two } = await couples.build();
    await one.tenant.tag(one.id, { "crosspeer:name": one.name });
    await two.tenant.tag(two.id, { "crosspeer:name": two.name, "crosspeer:accept": one.name });
    await world.settle();
    const input = { requester: one.name, accepter: two.name };
    await world.startMachine("ConnectNetworksMachineArn", input);
    expect(world.connection(one, two)?.state).toBe("active");

    await world.startMachine("ConnectNetworksMachineArn", { ...input, withdrawn: true });

    expect(world.connection(one, two)?.state).toBe("absent");
    expect(await routesOf(one)).toEqual([]);
    await world.sweep();
    expect(world.connection(one, two)?.state).toBe("absent");
  });

  it("given a sweep within the grace, then it goes all the same", async () => {
    const { one, two } = await couples.build();
    await one.tenant.tag(one.id, { "crosspeer:name": one.name });
    await two.tenant.tag(two.id, { "crosspeer:name": two.name, "crosspeer:accept": one.name });
    await world.settle();
    const input = { requester: one.name, accepter: two.name };
    await world.startMachine("ConnectNetworksMachineArn", input);
    await world.beginMachine("ConnectNetworksMachineArn", { ...input, withdrawn: true });
    await world.lab.clock.advance(60_000);
    expect(world.connection(one, two)?.state).toBe("withdrawn");

    await world.sweep();

    expect(world.connection(one, two)?.state).toBe("absent");
    expect((await peeringsOf(one)).map(({ Status }) => Status?.Code)).toEqual(["deleted"]);
  });
});
